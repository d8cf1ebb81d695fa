// One number of the text changed: which of them, and to what, might mend an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "solve/proposals.h"

namespace shapewalk {

/// A whole number as it stands in the program.
struct WrittenNumber {
  Span at, call;  ///< its place; that of the innermost call or statement around it
  int64_t value = 0;
  std::string
      role;  ///< what it is there: "Conv2d.padding", "Block.1", "hidden"; the same for numbers that mean the same
  bool layer = false;  ///< an argument of a layer
};

/// The numbers of an error's message in order, and what the sizes in brackets come to.
std::vector<int64_t> numbers_of(std::string_view message);

/// Is it an error of a kind that a wrong number makes?
bool numbers_make(const Problem& error);

/// All of a program, in the order of the text. Names of layers' arguments come from what the run has made.
std::vector<WrittenNumber> written_numbers(const Session&);

/// Whether the rest of the program rather says `value` than what stands there now, from -3 to 3: small numbers by their
/// role (the other kernels are 3 too), larger ones by standing anywhere, which says less.
int evidence_for(const std::vector<WrittenNumber>& all, size_t which, int64_t value);

/// Each changes one number, the likeliest first: numbers near the error to what it says was there in their place, to
/// what stands in the same role elsewhere, to their neighbours.
std::vector<Proposal> one_number_proposals(const Session& failed, const std::vector<WrittenNumber>& all);

}  // namespace shapewalk
