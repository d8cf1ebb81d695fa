// Python pickles as the data that they are: a pickle is a program for a small stack machine, and this runs the machine
// with nothing behind it. A class or function that it names stays a name; calling one makes an object that remembers
// what was called with what. Nothing is looked up, imported or executed.
#pragma once

#include <string_view>
#include <vector>

#include "weights/weights.h"

namespace shapewalk::weights {

/// A value of a pickle. `a`, `b` and `c` are indices of other nodes, but where said otherwise.
struct Node {
  enum Kind : uint8_t {
    none,
    boolean,     ///< i
    integer,     ///< i
    real,        ///< its value is not kept
    text,        ///< UTF-8 in the file: begins at byte i, b long
    bytes,       ///< the same for bytes, for text that is not UTF-8 and for integers beyond 64 bits
    tuple,       ///< items
    list,        ///< items
    set,         ///< items
    dict,        ///< items: key, value, key, value, …
    global,      ///< module a, name b (both text)
    persistent,  ///< what the persistent id a stands for
    object,      ///< what calling a with the tuple b gave; items as in dict or list; c its state, 0 for none
  };
  Kind kind = none;
  uint32_t a = 0, b = 0, c = 0;
  uint32_t items = 0;  ///< index into Pickle::items; 0 for none
  int64_t i = 0;
};

struct Pickle {
  Bytes file;
  std::vector<Node> nodes;                   ///< the first stands for "not there"
  std::vector<std::vector<uint32_t>> items;  ///< of containers; the first is empty
  uint32_t root = 0;
  size_t end = 0;  ///< the byte after it

  const Node& operator[](uint32_t node) const { return nodes[node]; }
  const std::vector<uint32_t>& items_of(uint32_t node) const { return items[nodes[node].items]; }
  /// The text, or an empty view where it is none.
  std::string_view text_of(uint32_t node) const;
  /// Is it this class or function?
  bool is_global(uint32_t node, std::string_view module, std::string_view name) const;
  /// The value of a dict, or of an object with items, under this key; 0 where there is none.
  uint32_t get(uint32_t node, std::string_view key) const;
};

/// Runs the pickle that begins at this byte, of protocol 2 to 5. UnpicklingError where it is broken, of another
/// protocol, or has more than 4 million values.
Result<Pickle> unpickle(Bytes file, size_t begin, size_t end);

}  // namespace shapewalk::weights
