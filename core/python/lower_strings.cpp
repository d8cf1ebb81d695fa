// String literals: escapes, neighbours joined, f-strings taken apart.
#include "python/lower.h"
#include "python/objects.h"
#include "python/text.h"

namespace shapewalk {
namespace {

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

}  // namespace

std::string Lower::unescape(std::string_view s, bool bytes, bool braces) {
  std::string out;
  out.reserve(s.size());
  for (size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    if (braces && (c == '{' || c == '}') && i + 1 < s.size() && s[i + 1] == c) {
      out += c, ++i;
      continue;
    }
    if (c == '\r' && i + 1 < s.size() && s[i + 1] == '\n') continue;
    if (c != '\\' || i + 1 == s.size()) {
      out += c;
      continue;
    }
    c = s[++i];
    switch (c) {
      case '\n': break;
      case '\r':
        if (i + 1 < s.size() && s[i + 1] == '\n') ++i;
        break;
      case '\\':
      case '\'':
      case '"': out += c; break;
      case 'a': out += '\a'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'v': out += '\v'; break;
      case 'x':
      case 'u':
      case 'U': {
        size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 8, k = 0;
        uint32_t code = 0;
        while (k < digits && i + 1 + k < s.size() && hex_digit(s[i + 1 + k]) >= 0)
          code = code * 16 + uint32_t(hex_digit(s[i + 1 + k++]));
        if (k < digits || (bytes && c != 'x')) {
          out += '\\', out += c;
          break;
        }
        i += digits;
        if (bytes)
          out += char(code);
        else
          append_code_point(out, code);
        break;
      }
      default:
        if (c >= '0' && c <= '7') {
          uint32_t code = 0;
          size_t k = 0;
          while (k < 3 && i + k < s.size() && s[i + k] >= '0' && s[i + k] <= '7')
            code = code * 8 + uint32_t(s[i + k++] - '0');
          i += k - 1;
          if (bytes)
            out += char(code);
          else
            append_code_point(out, code);
        } else {
          out += '\\', out += c;
        }
    }
  }
  return out;
}

Ast* Lower::string(TSNode n) {
  std::vector<Ast*> parts;
  bool bytes = false, formatted = false;
  if (type_of(n) == Type::concatenated_string) {
    Kids k(*this, n);
    for (size_t i = 0; i < k.size(); ++i)
      if (k[i].type == Type::string) string_parts(k[i].node, parts, bytes, formatted);
  } else {
    string_parts(n, parts, bytes, formatted);
  }
  if (formatted) return make(Form::joined, n, parts);
  std::string all;
  for (Ast* p : parts) all += static_cast<Str*>(p->object)->s;
  Ast* a = make(Form::text, n);
  if (bytes)
    a->object = heap_.make<Bytes>(std::move(all));
  else
    a->object = heap_.make<Str>(std::move(all));
  return a;
}

void Lower::string_parts(TSNode n, std::vector<Ast*>& parts, bool& bytes, bool& formatted) {
  Kids k(*this, n);
  if (k.size() < 2 || k[0].type != Type::string_start) {
    parts.push_back(text_node(n, ""));
    return;
  }
  bool raw = false, is_bytes = false, is_formatted = false;
  for (char c : text(k[0].node)) {
    raw |= c == 'r' || c == 'R';
    is_bytes |= c == 'b' || c == 'B';
    is_formatted |= c == 'f' || c == 'F';
  }
  bytes |= is_bytes;
  formatted |= is_formatted;
  uint32_t begin = ts_node_end_byte(k[0].node);
  auto plain = [&](uint32_t end) {
    if (end <= begin) return;
    std::string_view s = std::string_view(text_->text).substr(begin, end - begin);
    if (!raw) {
      parts.push_back(text_node(n, unescape(s, is_bytes, is_formatted)));
      return;
    }
    std::string kept;
    for (size_t i = 0; i < s.size(); ++i) {
      kept += s[i];
      if (is_formatted && (s[i] == '{' || s[i] == '}') && i + 1 < s.size() && s[i + 1] == s[i]) ++i;
    }
    parts.push_back(text_node(n, std::move(kept)));
  };
  size_t last = k.size() - 1;
  for (size_t i = 1; i < k.size(); ++i) {
    if (k[i].type != Type::interpolation) continue;
    plain(ts_node_start_byte(k[i].node));
    parts.push_back(interpolation(k[i].node, parts, raw));
    begin = ts_node_end_byte(k[i].node);
  }
  plain(k[last].type == Type::string_end ? ts_node_start_byte(k[last].node) : ts_node_end_byte(n));
}

Ast* Lower::interpolation(TSNode n, std::vector<Ast*>& parts, bool raw) {
  Kids k(*this, n);
  Child value = k.field(Field::expression), conversion = k.field(Field::type_conversion),
        spec = k.field(Field::format_specifier);
  if (ts_node_is_null(value.node)) return unreadable(n);
  Ast* spec_node = nullptr;
  if (!ts_node_is_null(spec.node)) {
    Kids s(*this, spec.node);
    std::vector<Ast*> pieces;
    uint32_t begin = ts_node_start_byte(spec.node) + 1;
    auto plain = [&](uint32_t end) {
      if (end > begin)
        pieces.push_back(
            text_node(spec.node, unescape(std::string_view(text_->text).substr(begin, end - begin), false, false)));
    };
    for (size_t i = 0; i < s.size(); ++i) {
      if (s[i].type != Type::format_expression && s[i].type != Type::interpolation) continue;
      plain(ts_node_start_byte(s[i].node));
      pieces.push_back(interpolation(s[i].node, pieces, raw));
      begin = ts_node_end_byte(s[i].node);
    }
    plain(ts_node_end_byte(spec.node));
    spec_node = pieces.size() == 1 && pieces[0]->form == Form::text ? pieces[0] : make(Form::joined, spec.node, pieces);
  }
  Ast* a = make(Form::formatted, n, {expression(value), spec_node});
  if (!ts_node_is_null(conversion.node) && text(conversion.node).size() > 1) a->op = uint8_t(text(conversion.node)[1]);
  for (size_t i = 0; i < k.size(); ++i) {
    if (k[i].type != Type::equals) continue;
    // f"{x=}" prints its own text too, and the value's repr.
    uint32_t begin = ts_node_start_byte(n) + 1, end = ts_node_end_byte(k[i].node);
    while (end < text_->text.size() && text_->text[end] == ' ') ++end;
    parts.push_back(text_node(n, text_->text.substr(begin, end - begin)));
    if (!a->op && !spec_node) a->op = 'r';
  }
  return a;
}

}  // namespace shapewalk
