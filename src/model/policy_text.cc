// The text of a policy, as Amazon ECR answers it.

#include <boost/json.hpp>

#include "model/policy_document.h"

namespace entrepot::model {
namespace {

/// Writes members of objects, one a line.
class Writer {
 public:
  void open() {
    out_ += '{';
    ++level_;
    is_first_ = true;
  }
  void close() {
    --level_;
    new_line();
    out_ += '}';
    is_first_ = false;
  }
  void name(std::string_view name) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    new_line();
    text(name);
    out_ += " : ";
  }
  void text(std::string_view text) {
    out_ += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
  }
  void words(const PolicyWords& words) {
    if (!words.is_list) {
      text(words.words.front());
      return;
    }
    out_ += "[ ";
    for (std::size_t i = 0; i < words.words.size(); ++i) {
      if (i != 0) out_ += ", ";
      text(words.words[i]);
    }
    out_ += " ]";
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  void new_line() {
    out_ += '\n';
    out_.append(level_ * 2, ' ');
  }
  std::string out_;
  std::size_t level_ = 0;
  bool is_first_ = true;
};

void write(Writer& out, const PolicyPrincipals& principals) {
  out.name(principals.is_negated ? "NotPrincipal" : "Principal");
  if (principals.is_anyone) {
    out.text("*");
    return;
  }
  out.open();
  for (const auto& of : principals.kinds) {
    out.name(of.kind);
    out.words(of.names);
  }
  out.close();
}

void write(Writer& out, const std::vector<PolicyCondition>& conditions) {
  out.name("Condition");
  out.open();
  const std::string* op = nullptr;
  for (const PolicyCondition& condition : conditions) {
    if (op == nullptr || *op != condition.op) {
      if (op != nullptr) out.close();
      out.name(condition.op);
      out.open();
      op = &condition.op;
    }
    out.name(condition.key);
    out.words(condition.values);
  }
  if (op != nullptr) out.close();
  out.close();
}

void write(Writer& out, const PolicyStatement& statement) {
  out.open();
  if (statement.sid) {
    out.name("Sid");
    out.text(*statement.sid);
  }
  out.name("Effect");
  out.text(statement.effect == PolicyEffect::kAllow ? "Allow" : "Deny");
  if (statement.principals) write(out, *statement.principals);
  out.name(statement.actions.is_negated ? "NotAction" : "Action");
  out.words(statement.actions.patterns);
  if (statement.resources) {
    out.name(statement.resources->is_negated ? "NotResource" : "Resource");
    out.words(statement.resources->patterns);
  }
  if (!statement.conditions.empty()) write(out, statement.conditions);
  out.close();
}

}  // namespace

std::string policy_text(const PolicyDocument& document) {
  Writer out;
  out.open();
  out.name("Version");
  out.text(document.version);
  if (document.id) {
    out.name("Id");
    out.text(*document.id);
  }
  out.name("Statement");
  out.raw("[ ");
  for (std::size_t i = 0; i < document.statements.size(); ++i) {
    if (i != 0) out.raw(", ");
    write(out, document.statements[i]);
  }
  out.raw(" ]");
  out.close();
  return out.take();
}

}  // namespace entrepot::model
