// Prints web/operations.json from the rows of the operation table: what the page of operations is made from.
#include <cstdio>
#include <string>
#include <vector>

#include "api.h"
#include "ops/row.h"

using namespace shapewalk;

namespace {

/// JSON text.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (auto& item : items) out += (out.size() > 1 ? ", " : "") + quoted(item);
  return out + "]";
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out;
  while (!text.empty()) {
    size_t end = std::min(text.find(by), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// A row's example as a program: the module, or the expression with tensors for x, y and z.
std::string program(const Row& row) {
  std::string code(std::string_view(row.example.code)), text = "import torch\nfrom torch import nn\n";
  text += "import torch.nn.functional as F\n\n";
  if (code.starts_with("nn.") && !row.module.empty()) return text + "net = " + code + "\n";
  const char* name = "x";
  for (auto& input : split(std::string_view(row.example.in), ';')) {
    size_t colon = input.find(':');
    std::string dtype = colon == input.npos ? "" : ", dtype=torch." + input.substr(colon + 1);
    text += std::string(name) + " = torch.zeros((" + input.substr(0, colon) + ",)" + dtype + ")\n";
    name = *name == 'x' ? "y" : "z";
  }
  return text + "result = " + code + "\n";
}

void print(const Row& row, bool last) {
  std::string code = program(row), input;
  if (code.find("\nnet = ") != code.npos) input = std::string(std::string_view(row.example.in));
  api::Trace trace = api::trace({.source = code, .input = input, .diagnose = false});
  // The step that the row made: the last of its name, since others may lead to it.
  api::Step step;
  for (auto& s : trace.steps)
    if (s.op == row.name) step = s;
  std::string out = "  {" + quoted("name") + ": " + quoted(row.name);
  auto add = [&](const char* key, const std::string& value) { out += ",\n   " + quoted(key) + ": " + value; };
  add("family", quoted(row.family));
  add("module", quoted(row.module));
  std::string functions(row.functions);
  std::erase(functions, '~');
  add("functions", list(split(functions, '\n')));
  add("doc", quoted(row.doc));
  add("formula", quoted(step.formula));
  add("worked", list(step.worked));
  add("example", quoted(row.example.code));
  add("in", quoted(row.example.in));
  add("out", quoted(row.example.out));
  add("params", std::to_string(step.params));
  add("macs", std::to_string(step.macs));
  add("program", quoted(code));
  add("source", quoted(row.source));
  out += last ? "}\n" : "},\n";
  std::fwrite(out.data(), 1, out.size(), stdout);
}

}  // namespace

int main() {
  std::puts("[");
  auto& rows = table();
  for (size_t i = 0; i < rows.size(); ++i) print(*rows[i], i + 1 == rows.size());
  std::puts("]");
}
