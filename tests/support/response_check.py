"""Every answer that boto3 gets from ECR, as it came over the wire, against the output shapes of AWS's model: no unknown
member, right types, times as epoch numbers, words of enumerations, and errors that the operation may give. boto3's own
parser drops what it does not know, so the check reads the bytes."""
import json
import numbers
import re

# What every AWS service may answer, besides the errors that an operation's model names.
COMMON_ERRORS = {
    "AccessDeniedException", "ExpiredTokenException", "IncompleteSignatureException", "InternalFailure",
    "InvalidSignatureException", "MissingAuthenticationTokenException", "RequestEntityTooLargeException",
    "RequestTimeoutException", "SerializationException", "ServiceUnavailableException", "ThrottlingException", "UnknownOperationException",
    "UnrecognizedClientException", "UnsupportedOperationException"}
ERROR_BASICS = {"__type", "message"}


class WrongAnswer(AssertionError):
    """Not what the model says."""


def attach(client):
    """Checks all answers to `client` from now on. WrongAnswer comes out of the call itself."""
    client.meta.events.register(f"before-parse.{client.meta.service_model.service_id.hyphenize()}", _check)
    return client


def _check(operation_model, response_dict, **_):
    problems = problems_of(operation_model, response_dict["status_code"], response_dict["headers"],
                           response_dict["body"])
    if problems:
        raise WrongAnswer(f"{operation_model.name} answered {response_dict['status_code']} "
                          f"{response_dict['body'][:2000]!r}: " + "; ".join(problems))


def problems_of(operation, status, headers, body):
    """All that is wrong with an answer to `operation`, a botocore OperationModel; an empty list if nothing is."""
    if headers.get("content-type") != "application/x-amz-json-1.1":
        return [f"the content type is {headers.get('content-type')}"]
    if not headers.get("x-amzn-requestid"):
        return ["there is no x-amzn-RequestId"]
    try:
        answer = json.loads(body, object_pairs_hook=_without_repeats)
    except ValueError as error:
        return [str(error)]
    if not isinstance(answer, dict):
        return ["the answer is no structure"]
    if status >= 300:
        return _problems_of_error(operation, headers, answer)
    return list(_problems(operation.output_shape, answer, "answer"))


def _without_repeats(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member occurs twice")
    return members


def _problems_of_error(operation, headers, answer):
    name = answer.get("__type")
    problems = []
    if headers.get("x-amzn-errortype") != name:
        problems.append(f"X-Amzn-ErrorType is {headers.get('x-amzn-errortype')}")
    if not isinstance(answer.get("message"), str) or not answer["message"]:
        problems.append("the error has no message")
    modelled = {shape.name: shape for shape in operation.error_shapes}
    if name in modelled:
        more = {key: value for key, value in answer.items() if key not in ERROR_BASICS}
        problems += _problems(modelled[name], more, "error")
    elif name not in COMMON_ERRORS:
        problems.append(f"{name} is no error of {operation.name}")
    elif set(answer) - ERROR_BASICS:
        problems.append(f"unknown members: {sorted(set(answer) - ERROR_BASICS)}")
    return problems


def _problems(shape, value, where):
    kind = shape.type_name if shape is not None else "structure"
    if kind == "structure":
        yield from _problems_of_structure(shape, value, where)
    elif kind == "list":
        if not isinstance(value, list):
            yield f"{where} is no list"
        else:
            for at, item in enumerate(value):
                yield from _problems(shape.member, item, f"{where}[{at}]")
    elif kind == "map":
        if not isinstance(value, dict):
            yield f"{where} is no map"
        else:
            for key, item in value.items():
                yield from _problems(shape.key, key, f"a key of {where}")
                yield from _problems(shape.value, item, f"{where}[{key!r}]")
    else:
        yield from _problems_of_simple(shape, kind, value, where)


def _problems_of_structure(shape, value, where):
    if not isinstance(value, dict):
        yield f"{where} is no structure"
        return
    members = shape.members if shape is not None else {}
    for name, item in value.items():
        if name not in members:
            yield f"{where} has the unknown member {name}"
        elif item is None:
            yield f"{where}.{name} is null"  # AWS leaves out what is not there
        else:
            yield from _problems(members[name], item, f"{where}.{name}")
    for name in getattr(shape, "required_members", []):
        if name not in value:
            yield f"{where} lacks the required member {name}"


def _problems_of_simple(shape, kind, value, where):
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if kind in ("string", "blob"):
        if not isinstance(value, str):
            yield f"{where} is no string"
        elif shape.enum and value not in shape.enum:
            yield f"{where} is {value!r}, not one of {shape.enum}"
        elif kind == "string" and "pattern" in shape.metadata and not re.fullmatch(shape.metadata["pattern"], value):
            yield f"{where} is {value!r}, which does not match {shape.metadata['pattern']}"
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{where} is no boolean"
    elif kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{where} is no integer"
    elif kind in ("timestamp", "double", "float"):
        if not is_number:
            yield f"{where} is no number"
        elif kind == "timestamp" and not 0 <= value < 1e11:
            yield f"{where} is {value}: no time in seconds since 1970"
    else:
        yield f"{where}: the check does not know the type {kind}"
