// tree-sitter's Python grammar: its node types as an enumeration, and a walk over children that costs no memory a node.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <string_view>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python();

namespace shapewalk {

/// Node types of the grammar that lowering looks at; the names are the grammar's own (see kTypeNames).
enum class Type : uint8_t {
  other,
  aliased_import,
  argument_list,
  as_pattern,
  as_pattern_target,
  assert_statement,
  assignment,
  attribute,
  augmented_assignment,
  await,
  binary_operator,
  block,
  boolean_operator,
  break_statement,
  call,
  case_clause,
  case_pattern,
  class_definition,
  class_pattern,
  comment,
  comparison_operator,
  complex_pattern,
  concatenated_string,
  conditional_expression,
  continue_statement,
  decorated_definition,
  decorator,
  default_parameter,
  delete_statement,
  dict_pattern,
  dictionary,
  dictionary_comprehension,
  dictionary_splat,
  dictionary_splat_pattern,
  dotted_name,
  elif_clause,
  ellipsis,
  else_clause,
  escape_interpolation,
  escape_sequence,
  except_clause,
  exec_statement,
  expression_list,
  expression_statement,
  false_,
  finally_clause,
  float_,
  for_in_clause,
  for_statement,
  format_expression,
  format_specifier,
  function_definition,
  future_import_statement,
  generator_expression,
  global_statement,
  identifier,
  if_clause,
  if_statement,
  import_from_statement,
  import_prefix,
  import_statement,
  integer,
  interpolation,
  keyword_argument,
  keyword_pattern,
  keyword_separator,
  lambda,
  lambda_parameters,
  list,
  list_comprehension,
  list_pattern,
  list_splat,
  list_splat_pattern,
  match_statement,
  module,
  named_expression,
  none,
  nonlocal_statement,
  not_operator,
  pair,
  parameters,
  parenthesized_expression,
  parenthesized_list_splat,
  pass_statement,
  pattern_list,
  positional_separator,
  print_statement,
  raise_statement,
  relative_import,
  return_statement,
  set,
  set_comprehension,
  slice,
  splat_pattern,
  string,
  string_content,
  string_end,
  string_start,
  subscript,
  true_,
  try_statement,
  tuple,
  tuple_pattern,
  type,
  type_alias_statement,
  type_conversion,
  typed_default_parameter,
  typed_parameter,
  unary_operator,
  union_pattern,
  while_statement,
  wildcard_import,
  with_clause,
  with_item,
  with_statement,
  yield,
  // Words of the source that lowering has to tell apart.
  comma,
  colon,
  kw_async,
  kw_from,
  kw_is,
  kw_not,
  kw_in,
  open_paren,
  equals,
  minus,
  underscore,
  error
};

/// The type of a node.
Type type_of(TSNode node);

/// A child and the field that it stands in ("left", "body"; 0: none).
struct Child {
  TSNode node;
  TSFieldId field;
  Type type;
  bool named;
};

/// Fields that lowering asks for.
enum class Field : uint8_t {
  alias,
  alternative,
  argument,
  arguments,
  attribute,
  body,
  cause,
  code,
  condition,
  consequence,
  definition,
  expression,
  format_specifier,
  function,
  guard,
  key,
  left,
  module_name,
  name,
  object,
  operator_,
  operators,
  parameters,
  return_type,
  right,
  subject,
  subscript,
  superclasses,
  type,
  type_conversion,
  value,
  count
};
TSFieldId field_id(Field f);

/// All children of a node, in one pass.
class ChildWalk {
 public:
  ChildWalk();
  ~ChildWalk();
  /// Children of `node` appended to `out`; comments are left out.
  void children(TSNode node, std::vector<Child>& out);

 private:
  TSTreeCursor cursor_;
  bool ready_ = false;
};

}  // namespace shapewalk
