// Text as Python sees it: strings are UTF-8 here and code points there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shapewalk {

void append_code_point(std::string& out, uint32_t code);
/// Number of code points.
size_t code_points(std::string_view s);
/// The byte at which code point number `n` begins (the size where there are fewer).
size_t byte_of(std::string_view s, size_t n);
/// The code point at a byte; moves `at` behind it.
uint32_t next_code_point(std::string_view s, size_t& at);
bool is_ascii(std::string_view s);
/// Python's repr of a string.
std::string quoted(std::string_view s, bool bytes = false);
/// "1 argument", "2 arguments".
std::string count_of(size_t n, std::string_view noun);
/// The text without blanks at its ends.
std::string_view trimmed(std::string_view s);
/// An integer or a float as float() and int() read them; false where the text is none.
bool read_float(std::string_view s, double& out);
/// The float nearest to digits as "-1.25e-3", without blanks or underscores; false where it is none.
bool read_decimal(std::string_view s, double& out);
bool read_integer(std::string_view s, int base, int64_t& out, bool& too_big);

/// A float with this many digits behind the point ('f'), in scientific notation ('e'), and as repr() shows it; all
/// correctly rounded. (The standard library's conversions bring tables of 100 KB with them.)
std::string fixed(double x, int digits);
std::string scientific(double x, int digits);
std::string shortest(double x);

/// The name that was probably meant, as Python 3.13 suggests it; empty where none is close.
std::string_view closest_name(std::string_view name, const std::vector<std::string_view>& names);

}  // namespace shapewalk
