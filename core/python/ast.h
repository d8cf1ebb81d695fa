// The syntax tree that the interpreter walks: tree-sitter's tree, made smaller once, every node with its span.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "python/value.h"

namespace shapewalk {

struct FunctionNode;  // a def or lambda; python/ast.cpp's owner defines the node types in python/nodes.h

/// A parsed text. Holds its nodes, and where the grammar had to skip something.
struct Program;

}  // namespace shapewalk
