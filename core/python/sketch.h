// A module's text without the bodies of its functions: most of a library is never called, and reading it is most of the
// work of importing it. A body is read when its function is first called.
#pragma once

#include <vector>

#include "python/paste.h"

namespace shapewalk {

/// What was left out of a text: bodies of functions at its top level and of methods of classes there. (Of other
/// functions it hangs on what is around them which names they share.)
struct Sketch {
  struct Body {
    size_t begin = 0, end = 0;  ///< of the definition in `whole`, from its line's beginning
    uint32_t at = 0;            ///< of its first word, in the original
    bool method = false;
  };
  Paste whole;
  std::vector<Body> bodies;
  /// The number of the body of a definition that begins there, from 1; 0: it was not left out.
  uint32_t find(uint32_t at) const;
  /// A definition, whole, as a text of its own; a method in a class of this name.
  Paste definition(uint32_t number, std::string_view class_name) const;
};

/// Moves the text into `sketch` and gives what is to be read of it at first.
Paste sketched(Paste paste, Sketch& sketch);

}  // namespace shapewalk
