// JSON text and TypeScript declarations, both printed from the field lists in api.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api.h"
#include "shape/dim.h"

namespace shapewalk::api {

/// A string in JSON, quotes included; bytes that are no UTF-8 become U+FFFD.
void write_json(std::string& out, std::string_view s);
inline void write_json(std::string& out, const std::string& s) { write_json(out, std::string_view(s)); }
inline void write_json(std::string& out, int64_t n) { out += number(n); }
inline void write_json(std::string& out, double x) { out += x - x == 0 ? number(x) : "null"; }
inline void write_json(std::string& out, bool b) { out += b ? "true" : "false"; }

inline void write_json(std::string& out, const Range& r) { out += "[" + number(r[0]) + "," + number(r[1]) + "]"; }

template <class T>
concept Struct = requires {
  T::struct_name;
};

template <class T>
void write_json(std::string& out, const std::vector<T>& v);
template <class T>
void write_json(std::string& out, const std::optional<T>& v);

template <Struct T>
void write_json(std::string& out, const T& s) {
  out += '{';
  bool first = true;
  T::fields(
      [&](std::string_view name, const auto& value, std::string_view) {
        if (!first) out += ',';
        first = false;
        write_json(out, name);
        out += ':';
        write_json(out, value);
      },
      s);
  out += '}';
}

template <class T>
void write_json(std::string& out, const std::vector<T>& v) {
  out += '[';
  for (size_t i = 0; i < v.size(); i++) {
    if (i) out += ',';
    write_json(out, v[i]);
  }
  out += ']';
}

template <class T>
void write_json(std::string& out, const std::optional<T>& v) {
  if (v)
    write_json(out, *v);
  else
    out += "null";
}

}  // namespace shapewalk::api
