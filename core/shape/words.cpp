#include "shape/words.h"

#include "shape/literals.h"

namespace shapewalk {

void Word::append_to(std::string& out) const {
  switch (kind_) {
    case integer: out += number(n_); break;
    case character: out += char(n_); break;
    case real: out += number(x_); break;
    case literal: out += s_; break;
    case text: out.append(s_, size_); break;
    case brackets: out += shapewalk::brackets(*shape_); break;
    case times: out += by(*shape_); break;
  }
}

bool operator==(const std::string_view& text, const char* literal) { return text.compare(literal) == 0; }

std::string words(const char* pattern, std::initializer_list<Word> list) {
  std::string out;
  std::string_view rest = pattern;
  for (const Word& word : list) {
    size_t at = rest.find('%');
    if (at == rest.npos) break;
    out += rest.substr(0, at);
    word.append_to(out);
    rest.remove_prefix(at + 1);
  }
  return out += rest;
}

[[gnu::cold]] std::unexpected<Failure> fail(const char* type, const char* message) {
  return fail(std::string_view(type), std::string(message));
}

[[gnu::cold]] std::unexpected<Failure> fail(const char* type, const char* pattern, std::initializer_list<Word> list) {
  return fail(std::string_view(type), words(pattern, list));
}

[[gnu::cold]] std::unexpected<Failure> fail(const char* type, const char* pattern, std::initializer_list<Word> list,
                                            const char* hint, std::initializer_list<Word> hint_list) {
  return fail(std::string_view(type), words(pattern, list), words(hint, hint_list));
}

}  // namespace shapewalk
