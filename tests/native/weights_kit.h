// What the tests of weight files share: the goldens' bytes and tables.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "weights/weights.h"

namespace kit {

inline std::vector<uint8_t> file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(in), {});
}

inline std::string weight_path(const std::string& name) {
  return std::string(SHAPEWALK_TESTS) + "/goldens/weights/" + name;
}

inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out(1);
  for (char c : text)
    if (c == at)
      out.emplace_back();
    else
      out.back() += c;
  return out;
}

/// The lines of a table, each in its columns.
inline std::vector<std::vector<std::string>> table_rows(const std::string& name) {
  std::ifstream in(weight_path(name));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) rows.push_back(split(line, '\t'));
  return rows;
}

/// "2,3"
template <class Numbers>
std::string commas(const Numbers& numbers) {
  std::string s;
  for (auto n : numbers) s += (s.empty() ? "" : ",") + shapewalk::number(shapewalk::Dim(n).n);
  return s;
}

/// "Type: message" of a failed Result, or empty.
template <class T>
std::string raised(const shapewalk::Result<T>& r) {
  return r ? "" : r.error()->type + ": " + r.error()->message;
}

}  // namespace kit
