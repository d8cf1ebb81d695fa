#include "solve/call_text.h"

namespace shapewalk {

namespace {

// End of the string literal that starts at i, or i where none does.
size_t skip_string(std::string_view s, size_t i, size_t end) {
  char q = s[i];
  if (q != '\'' && q != '"') return i;
  bool triple = i + 2 < end && s[i + 1] == q && s[i + 2] == q;
  for (i += triple ? 3 : 1; i < end; i++) {
    if (s[i] == '\\')
      i++;
    else if (s[i] == q && (!triple || (i + 2 < end && s[i + 1] == q && s[i + 2] == q)))
      return i + (triple ? 3 : 1);
  }
  return end;
}

Span trimmed(std::string_view s, Span at) {
  auto blank = [&](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  while (at.begin < at.end && blank(s[at.begin])) at.begin++;
  while (at.end > at.begin && blank(s[at.end - 1])) at.end--;
  return at;
}

}  // namespace

const WrittenArgument* WrittenCall::argument(std::string_view keyword, size_t position) const {
  size_t at = 0;
  for (auto& a : arguments) {
    if (a.keyword == keyword && !keyword.empty()) return &a;
    if (a.keyword.empty() && at++ == position) return &a;
  }
  return nullptr;
}

WrittenCall read_call(std::string_view source, Span at) {
  WrittenCall call;
  if (at.end > source.size() || !at) return call;
  // The last pair that opens at the top level: nn.Linear(…), self.f(x).view(…).
  size_t open = 0, close = 0;
  int depth = 0;
  for (size_t i = at.begin; i < at.end; i++) {
    if (size_t next = skip_string(source, i, at.end); next > i) {
      i = next - 1;
      continue;
    }
    char c = source[i];
    if (c == '#') {
      while (i < at.end && source[i] != '\n') i++;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') {
      if (depth == 0 && c == '(') open = i;
      depth++;
    } else if (c == ')' || c == ']' || c == '}') {
      depth--;
      if (depth == 0 && c == ')') close = i;
    }
  }
  if (close <= open) return call;
  call.found = true;
  call.function = trimmed(source, {at.begin, uint32_t(open)});
  call.inside = {uint32_t(open + 1), uint32_t(close)};
  size_t start = open + 1;
  depth = 0;
  size_t equals = 0;
  auto finish = [&](size_t end) {
    WrittenArgument a;
    a.at = trimmed(source, {uint32_t(start), uint32_t(end)});
    // A comment before an argument is no part of it.
    while (a.at && source[a.at.begin] == '#') {
      uint32_t line = a.at.begin;
      while (line < a.at.end && source[line] != '\n') line++;
      a.at = trimmed(source, {line, a.at.end});
    }
    a.value = a.at;
    if (equals) {
      a.keyword = source.substr(a.at.begin, equals - a.at.begin);
      while (!a.keyword.empty() && a.keyword.back() == ' ') a.keyword.remove_suffix(1);
      a.value = trimmed(source, {uint32_t(equals + 1), a.at.end});
    }
    if (a.at) call.arguments.push_back(a);
    start = end + 1;
    equals = 0;
  };
  for (size_t i = open + 1; i < close; i++) {
    if (size_t next = skip_string(source, i, close); next > i) {
      i = next - 1;
      continue;
    }
    char c = source[i];
    if (c == '#') {
      while (i < close && source[i] != '\n') i++;
    } else if (c == '(' || c == '[' || c == '{')
      depth++;
    else if (c == ')' || c == ']' || c == '}')
      depth--;
    else if (c == ',' && depth == 0)
      finish(i);
    else if (c == '=' && depth == 0 && !equals && source[i + 1] != '=' && source[i - 1] != '=' &&
             source[i - 1] != '!' && source[i - 1] != '<' && source[i - 1] != '>')
      equals = i;
  }
  finish(close);
  return call;
}

}  // namespace shapewalk
