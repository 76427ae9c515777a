"""Policies through boto3: of repositories, of the registry, and lifecycle policies."""
import json

import pytest

from tests.support.ecr import Repository, invalid, refused, without_metadata

pytestmark = pytest.mark.ci
STRANGER = "999999999999"


def statement(**more):
    return {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"} | more


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


# Repository policies

# Input and answer of the example in SetRepositoryPolicy's reference.
SENT = """{
   "Version": "2012-10-17",
   "Statement": [
      {
         "Sid": "AllowPull",
         "Effect": "Allow",
         "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
         "Principal": "*"
      }
   ]
}
"""
ANSWERED = ('{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Sid" : "AllowPull",\n    "Effect" : "Allow",\n'
            '    "Principal" : "*",\n    "Action" : [ "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer" ]\n  } ]\n}')


def test_a_repository_policy_is_answered_as_ecr_writes_it(registry, repository):
    about = {"registryId": registry.account, "repositoryName": repository.name, "policyText": ANSWERED}
    assert without_metadata(repository.call("set_repository_policy", policyText=SENT)) == about
    assert without_metadata(repository.call("get_repository_policy")) == about
    assert without_metadata(repository.call("delete_repository_policy")) == about


def test_a_repository_policy_keeps_its_meaning(repository):
    text = policy(
        {"Sid": "", "Condition": {"StringLike": {"aws:SourceArn": ["arn:aws:lambda:*", "x"]},
                                  "Bool": {"aws:SecureTransport": "true"}},
         "NotAction": ["ecr:Delete*"], "Resource": "*", "Effect": "Deny",
         "NotPrincipal": {"AWS": ["arn:aws:iam::123456789012:root", "123456789012"], "Service": "a.amazonaws.com"}},
        statement(Sid="say \"ü\""), statement())
    answered = repository.call("set_repository_policy", policyText=text, force=True)["policyText"]
    assert json.loads(answered) == json.loads(text)
    assert repository.call("get_repository_policy")["policyText"] == answered
    replaced = repository.call("set_repository_policy", policyText=SENT)["policyText"]
    assert repository.call("get_repository_policy")["policyText"] == replaced == ANSWERED
    again = repository.call("set_repository_policy", policyText=replaced)["policyText"]
    assert again == replaced, "what was answered can be sent again"


@pytest.mark.parametrize("text", [
    "", "{}", "[]", "no json", policy(), '{"Version":"2012-10-17"}',
    json.dumps({"Version": "2020-01-01", "Statement": [statement()]}),
    policy({"Effect": "Allow", "Action": "ecr:*"}),
    policy({"Effect": "Allow", "Principal": "*"}),
    policy(statement(Effect="Permit")), policy(statement(Action="s3:GetObject")), policy(statement(Action=[])),
    policy(statement(Principal={"AWS": "arn:aws:iam::123456789012:role/*"})), policy(statement(Principal="me")),
    policy(statement(Resource="team/app")), policy(statement(Extra=1)),
    policy(statement(Condition={"StringIs": {"aws:x": "y"}})), policy(statement(Condition={"Bool": {"aws:x": "maybe"}})),
], ids=range(18))
def test_what_is_no_repository_policy_is_refused(repository, text):
    repository.refused("set_repository_policy", "InvalidParameterException",
                       invalid("PolicyText", "Invalid repository policy provided"), policyText=text)
    repository.refused("get_repository_policy", "RepositoryPolicyNotFoundException")


def test_a_policy_has_at_most_10240_characters(ecr, repository):
    text = policy(statement())
    repository.call("set_repository_policy", policyText=text.ljust(10240))
    message = invalid("policyText", "Member must have length less than or equal to 10240")
    repository.refused("set_repository_policy", "InvalidParameterException", message, policyText=text.ljust(10241))
    refused(ecr.put_registry_policy, "InvalidParameterException", message, policyText=text.ljust(10241))
    repository.refused("set_repository_policy", "InvalidParameterException",
                       invalid("policyText", "Member must not be null"))


def test_a_repository_without_a_policy_says_so(registry, repository):
    for operation in ("get_repository_policy", "delete_repository_policy"):
        repository.refused(operation, "RepositoryPolicyNotFoundException",
                           f"Repository policy does not exist for the repository with name '{repository.name}' in the "
                           f"registry with id '{registry.account}'")


CALLS = [("set_repository_policy", {"policyText": SENT}), ("get_repository_policy", {}),
         ("delete_repository_policy", {}), ("get_lifecycle_policy", {}), ("delete_lifecycle_policy", {}),
         ("start_lifecycle_policy_preview", {}), ("get_lifecycle_policy_preview", {})]


@pytest.mark.parametrize("operation, parameters", CALLS)
def test_policies_of_a_repository_that_is_not_there_or_not_ones_own(ecr, registry, operation, parameters):
    call = getattr(ecr, operation)
    refused(call, "RepositoryNotFoundException",
            f"The repository with name 'no/such' does not exist in the registry with id '{registry.account}'",
            repositoryName="no/such", **parameters)
    refused(call, "AccessDeniedException", repositoryName="no/such", registryId=STRANGER, **parameters)


# The registry's policy


@pytest.fixture
def no_registry_policy(ecr):
    yield
    try:
        ecr.delete_registry_policy()
    except ecr.exceptions.RegistryPolicyNotFoundException:
        pass


def test_a_registry_policy_is_put_answered_and_deleted(ecr, registry, no_registry_policy):
    arn = f"arn:aws:ecr:{registry.region}:{registry.account}:repository/*"
    text = policy(statement(Sid="Replicate", Action=["ecr:CreateRepository", "ecr:ReplicateImage"], Resource=arn,
                            Principal={"AWS": f"arn:aws:iam::{STRANGER}:root"}))
    answered = ('{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Sid" : "Replicate",\n    "Effect" : "Allow",\n'
                f'    "Principal" : {{\n      "AWS" : "arn:aws:iam::{STRANGER}:root"\n    }},\n'
                '    "Action" : [ "ecr:CreateRepository", "ecr:ReplicateImage" ],\n'
                f'    "Resource" : "{arn}"\n  }} ]\n}}')
    about = {"registryId": registry.account, "policyText": answered}
    assert without_metadata(ecr.put_registry_policy(policyText=text)) == about
    assert without_metadata(ecr.get_registry_policy()) == about
    assert without_metadata(ecr.delete_registry_policy()) == about
    for call in (ecr.get_registry_policy, ecr.delete_registry_policy):
        refused(call, "RegistryPolicyNotFoundException",
                f"Registry policy does not exist in the registry with id '{registry.account}'")


@pytest.mark.parametrize("text", ["", "{}", policy(statement()), policy(statement(Resource="*", Effect="Perhaps")),
                                  policy(statement(Resource="*", Action="ecr-public:*"))], ids=range(5))
def test_what_is_no_registry_policy_is_refused(ecr, no_registry_policy, text):
    refused(ecr.put_registry_policy, "InvalidParameterException",
            invalid("PolicyText", "Invalid registry policy provided"), policyText=text)
    refused(ecr.get_registry_policy, "RegistryPolicyNotFoundException")


# Lifecycle policies


def rule(priority=1, action=None, **selection):
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1} | selection
    return {"rulePriority": priority, "selection": {k: v for k, v in selection.items() if v != "absent"},
            "action": action or {"type": "expire"}}


def rules(*list_of_rules):
    return json.dumps({"rules": list(list_of_rules)})


def failure(*lines):
    return invalid("LifecyclePolicyText", "Lifecycle policy validation failure: " + "\n".join(lines))


def test_a_lifecycle_policy_is_answered_as_it_was_sent(registry, repository):
    text = '{ "rules" :\n' + json.dumps([rule(2), rule(1, tagStatus="untagged")]) + "}\n"
    about = {"registryId": registry.account, "repositoryName": repository.name, "lifecyclePolicyText": text}
    assert without_metadata(repository.call("put_lifecycle_policy", lifecyclePolicyText=text)) == about
    for operation in ("get_lifecycle_policy", "delete_lifecycle_policy"):
        answer = without_metadata(repository.call(operation))
        assert answer.pop("lastEvaluatedAt").timestamp() == 0
        assert answer == about
    for operation in ("get_lifecycle_policy", "delete_lifecycle_policy"):
        repository.refused(operation, "LifecyclePolicyNotFoundException",
                           f"Lifecycle policy does not exist for the repository with name '{repository.name}' in the "
                           f"registry with id '{registry.account}'")


NO_SCHEMA = "instance failed to match exactly one schema (matched 0 out of 2)"
TRANSITION = {"type": "transition", "targetStorageClass": "archive"}
DAYS = {"countUnit": "days", "countNumber": 90}


@pytest.mark.parametrize("text, lines", [
    ("x", ["Could not map policyString into LifecyclePolicy."]),
    ("{}", ['object has missing required properties (["rules"])']),
    (rules(), ["array is too short: must have at least 1 elements but instance has 0 elements"]),
    (rules("x"), ['instance type (string) does not match any allowed primitive type (allowed: ["object"])']),
    (rules({}), ['object has missing required properties (["action", "rulePriority", "selection"])']),
    (rules(rule(countNumber=0)), ["numeric instance is lower than the required minimum (minimum: 1, found: 0)"]),
    (rules(rule(tagStatus="all")),
     ['instance value (all) not found in enum :(possible values: ["any", "tagged", "untagged"])']),
    (rules(rule(color="red")), ['object instance has properties which are not allowed by the schema: (["color"])']),
    (rules(rule(countUnit="days")), [NO_SCHEMA]),
    (rules(rule(countUnit=None)), [NO_SCHEMA]),
    (rules(rule(countType="sinceImagePushed")), [NO_SCHEMA]),
    (rules(rule(action={"type": "expire", "targetStorageClass": None})), [NO_SCHEMA]),
    (rules(rule(tagPrefixList=None, tagPatternList=None)),
     ['instance type (null) does not match any allowed primitive type (allowed: ["array"])'] * 2),
    (rules(rule(tagStatus="tagged")), ["Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED."]),
    (rules(rule(1, tagStatus="untagged"), rule(2, tagStatus="untagged")),
     ["Only one rule can select Untagged images per storage class."]),
    (rules(rule(1), rule(2, tagStatus="untagged")),
     ["Rule for tagStatus=ANY must have the lowest priority per storage class."]),
    (rules(rule(countType="sinceImagePulled", **DAYS)),
     ["countType=sinceImagePulled can only be used with action type=TRANSITION."]),
    (rules(rule(countType="sinceImageTransitioned", storageClass="archive", countUnit="days", countNumber=89)),
     ["countNumber must be at least 90 when countType=sinceImageTransitioned."]),
], ids=range(18))
def test_what_is_no_lifecycle_policy_is_refused(repository, text, lines):
    for operation in ("put_lifecycle_policy", "start_lifecycle_policy_preview"):
        repository.refused(operation, "InvalidParameterException", failure(*lines), lifecyclePolicyText=text)
    repository.refused("get_lifecycle_policy", "LifecyclePolicyNotFoundException")


def test_archive_rules_are_taken(repository):
    repository.call("put_lifecycle_policy", lifecyclePolicyText=rules(
        rule(1, TRANSITION, countType="sinceImagePulled", **DAYS),
        rule(2, storageClass="archive", countType="sinceImageTransitioned", **DAYS)))


def test_a_lifecycle_policy_has_at_most_30720_characters(ecr, registry, repository):
    text = rules(rule())
    repository.call("put_lifecycle_policy", lifecyclePolicyText=text.ljust(30720))
    repository.refused("put_lifecycle_policy", "InvalidParameterException",
                       invalid("lifecyclePolicyText", "Member must have length less than or equal to 30720"),
                       lifecyclePolicyText=text.ljust(30721))
    repository.refused("put_lifecycle_policy", "InvalidParameterException",
                       invalid("lifecyclePolicyText", "Member must not be null"))
    refused(ecr.put_lifecycle_policy, "RepositoryNotFoundException",
            f"The repository with name 'no/such' does not exist in the registry with id '{registry.account}'",
            repositoryName="no/such", lifecyclePolicyText=text)


def test_previews_say_that_they_are_not_there_yet(registry, repository):
    repository.refused("start_lifecycle_policy_preview", "LifecyclePolicyNotFoundException",
                       f"Lifecycle policy does not exist for the repository with name '{repository.name}' in the "
                       f"registry with id '{registry.account}'")
    message = "Lifecycle policy previews are not available in this version of entrepot; see COMPATIBILITY.md"
    repository.refused("start_lifecycle_policy_preview", "ValidationException", message,
                       lifecyclePolicyText=rules(rule()))
    repository.call("put_lifecycle_policy", lifecyclePolicyText=rules(rule()))
    repository.refused("start_lifecycle_policy_preview", "ValidationException", message)
    repository.refused("get_lifecycle_policy_preview", "LifecyclePolicyPreviewNotFoundException",
                       f"Lifecycle policy preview does not exist for the repository with name '{repository.name}' in "
                       f"the registry with id '{registry.account}'")
    repository.refused("get_lifecycle_policy_preview", "InvalidParameterException",
                       invalid("maxResults", "Member must have value less than or equal to 100"), maxResults=101)


def test_policies_go_with_their_repository(ecr, registry, repository):
    repository.call("put_lifecycle_policy", lifecyclePolicyText=rules(rule()))
    repository.call("set_repository_policy", policyText=SENT)
    repository.call("delete_repository")
    again = Repository(ecr, registry, name=repository.name)
    again.refused("get_lifecycle_policy", "LifecyclePolicyNotFoundException")
    again.refused("get_repository_policy", "RepositoryPolicyNotFoundException")
