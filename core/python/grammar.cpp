#include "python/grammar.h"

#include <algorithm>
#include <memory>

namespace shapewalk {
namespace {

/// In the order of Type, `other` and the last entry left out.
constexpr const char* kTypeNames[] = {"aliased_import",
                                      "argument_list",
                                      "as_pattern",
                                      "as_pattern_target",
                                      "assert_statement",
                                      "assignment",
                                      "attribute",
                                      "augmented_assignment",
                                      "await",
                                      "binary_operator",
                                      "block",
                                      "boolean_operator",
                                      "break_statement",
                                      "call",
                                      "case_clause",
                                      "case_pattern",
                                      "class_definition",
                                      "class_pattern",
                                      "comment",
                                      "comparison_operator",
                                      "complex_pattern",
                                      "concatenated_string",
                                      "conditional_expression",
                                      "continue_statement",
                                      "decorated_definition",
                                      "decorator",
                                      "default_parameter",
                                      "delete_statement",
                                      "dict_pattern",
                                      "dictionary",
                                      "dictionary_comprehension",
                                      "dictionary_splat",
                                      "dictionary_splat_pattern",
                                      "dotted_name",
                                      "elif_clause",
                                      "ellipsis",
                                      "else_clause",
                                      "escape_interpolation",
                                      "escape_sequence",
                                      "except_clause",
                                      "exec_statement",
                                      "expression_list",
                                      "expression_statement",
                                      "false",
                                      "finally_clause",
                                      "float",
                                      "for_in_clause",
                                      "for_statement",
                                      "format_expression",
                                      "format_specifier",
                                      "function_definition",
                                      "future_import_statement",
                                      "generator_expression",
                                      "global_statement",
                                      "identifier",
                                      "if_clause",
                                      "if_statement",
                                      "import_from_statement",
                                      "import_prefix",
                                      "import_statement",
                                      "integer",
                                      "interpolation",
                                      "keyword_argument",
                                      "keyword_pattern",
                                      "keyword_separator",
                                      "lambda",
                                      "lambda_parameters",
                                      "list",
                                      "list_comprehension",
                                      "list_pattern",
                                      "list_splat",
                                      "list_splat_pattern",
                                      "match_statement",
                                      "module",
                                      "named_expression",
                                      "none",
                                      "nonlocal_statement",
                                      "not_operator",
                                      "pair",
                                      "parameters",
                                      "parenthesized_expression",
                                      "parenthesized_list_splat",
                                      "pass_statement",
                                      "pattern_list",
                                      "positional_separator",
                                      "print_statement",
                                      "raise_statement",
                                      "relative_import",
                                      "return_statement",
                                      "set",
                                      "set_comprehension",
                                      "slice",
                                      "splat_pattern",
                                      "string",
                                      "string_content",
                                      "string_end",
                                      "string_start",
                                      "subscript",
                                      "true",
                                      "try_statement",
                                      "tuple",
                                      "tuple_pattern",
                                      "type",
                                      "type_alias_statement",
                                      "type_conversion",
                                      "typed_default_parameter",
                                      "typed_parameter",
                                      "unary_operator",
                                      "union_pattern",
                                      "while_statement",
                                      "wildcard_import",
                                      "with_clause",
                                      "with_item",
                                      "with_statement",
                                      "yield",
                                      ",",
                                      ":",
                                      "async",
                                      "from",
                                      "is",
                                      "not",
                                      "in",
                                      "(",
                                      "=",
                                      "-",
                                      "_"};
static_assert(std::size(kTypeNames) + 1 == size_t(Type::error));

constexpr const char* kFieldNames[] = {"alias",
                                       "alternative",
                                       "argument",
                                       "arguments",
                                       "attribute",
                                       "body",
                                       "cause",
                                       "code",
                                       "condition",
                                       "consequence",
                                       "definition",
                                       "expression",
                                       "format_specifier",
                                       "function",
                                       "guard",
                                       "key",
                                       "left",
                                       "module_name",
                                       "name",
                                       "object",
                                       "operator",
                                       "operators",
                                       "parameters",
                                       "return_type",
                                       "right",
                                       "subject",
                                       "subscript",
                                       "superclasses",
                                       "type",
                                       "type_conversion",
                                       "value"};
static_assert(std::size(kFieldNames) == size_t(Field::count));

/// The grammar numbers its symbols as it likes, so its names are looked up once.
struct Tables {
  std::unique_ptr<Type[]> types;
  uint32_t symbols;
  TSFieldId fields[size_t(Field::count)];
  Tables() {
    const TSLanguage* python = tree_sitter_python();
    symbols = ts_language_symbol_count(python);
    types = std::make_unique<Type[]>(symbols);
    for (uint32_t s = 0; s < symbols; ++s) {
      std::string_view name = ts_language_symbol_name(python, TSSymbol(s));
      bool named = ts_language_symbol_type(python, TSSymbol(s)) == TSSymbolTypeRegular;
      types[s] = Type::other;
      for (size_t i = 0; i < std::size(kTypeNames); ++i) {
        // "lambda", "await", "type" and the like are also words of the source: only the node counts.
        if (name == kTypeNames[i] && named == (i + 1 < size_t(Type::comma))) types[s] = Type(i + 1);
      }
    }
    for (size_t i = 0; i < std::size(kFieldNames); ++i)
      fields[i] =
          ts_language_field_id_for_name(python, kFieldNames[i], uint32_t(std::string_view(kFieldNames[i]).size()));
  }
};

const Tables& tables() {
  static const Tables t;
  return t;
}

}  // namespace

Type type_of(TSNode node) {
  TSSymbol s = ts_node_symbol(node);
  return s < tables().symbols ? tables().types[s] : Type::error;
}

TSFieldId field_id(Field f) { return tables().fields[size_t(f)]; }

ChildWalk::ChildWalk() = default;
ChildWalk::~ChildWalk() {
  if (ready_) ts_tree_cursor_delete(&cursor_);
}

void ChildWalk::children(TSNode node, std::vector<Child>& out) {
  if (!ready_)
    cursor_ = ts_tree_cursor_new(node), ready_ = true;
  else
    ts_tree_cursor_reset(&cursor_, node);
  if (!ts_tree_cursor_goto_first_child(&cursor_)) return;
  do {
    TSNode child = ts_tree_cursor_current_node(&cursor_);
    Type type = type_of(child);
    if (type == Type::comment) continue;
    out.push_back({child, ts_tree_cursor_current_field_id(&cursor_), type, ts_node_is_named(child)});
  } while (ts_tree_cursor_goto_next_sibling(&cursor_));
}

}  // namespace shapewalk
