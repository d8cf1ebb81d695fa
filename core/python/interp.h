// The interpreter: runs a parsed program over Values, with bounded work.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/ast.h"
#include "python/value.h"
#include "shape/words.h"

namespace shapewalk {

/// Bounds on one run, so that no paste can hang the page.
struct Limits {
  uint64_t steps = 5'000'000;  ///< evaluated nodes, and work that is worth as many
  int depth = 500;             ///< Python calls inside one another
  size_t bytes = 128u << 20;   ///< heap, roughly
};

/// What the world around the program offers: imports, and names that a paste left undefined.
class Host {
 public:
  virtual ~Host() = default;
  /// `import a.b.c`: the module, or unbound for one the host does not know (the interpreter then looks at its own
  /// standard modules, and last makes an Unknown).
  virtual Value import_module(Interp&, std::string_view dotted) = 0;
  /// A name that is defined nowhere (`nn` in a paste without imports): its value, or unbound for NameError.
  virtual Value undefined_name(Interp&, Name) = 0;
  /// A statement or expression that the grammar could not read: told once per place.
  virtual void unreadable(Interp&, Span) {}
  /// How far the program has got, in the host's own steps.
  virtual size_t progress() const { return 0; }
  /// A loop's last two rounds went from `before` to `between`, and from there to now. Need no further one be seen?
  /// `alike`: what it goes over says that its items are.
  virtual bool goes_in_circles([[maybe_unused]] size_t before, [[maybe_unused]] size_t between,
                               [[maybe_unused]] bool alike) const {
    return false;
  }
  /// Something unknown is called by this name: "loss.backward".
  virtual void calls_open([[maybe_unused]] std::string_view name) {}
  /// Is it a whole number that is not known, in an object of the host's?
  virtual bool open_number(Value) const { return false; }
  /// Rounds as above made one value each of such numbers. Is the one as good as the other?
  virtual bool made_alike(Value, Value, [[maybe_unused]] size_t before, [[maybe_unused]] size_t between) const {
    return false;
  }
};

class Library;

/// A program that was read, with its names and literals: what several runs of it share.
struct ParsedText {
  explicit ParsedText(std::shared_ptr<Library> library);
  Heap heap;
  std::unique_ptr<Program> program;
  std::shared_ptr<Library> library;  ///< modules that it may import beside Python's and the host's
};
std::shared_ptr<ParsedText> read_program(std::string_view source, std::shared_ptr<Library> library = {});

/// A remark with its place.
struct Remark {
  Span at;
  std::string text;
};

/// A Python call on the stack; `at` is the place being evaluated in it.
struct Frame {
  Span at;
  const FunctionNode* function = nullptr;  ///< null: the module's top level, or an expression from outside
  Names* locals = nullptr;
  bool outside = false;  ///< evaluating something that is not in the program (--model EXPR, another module)
  uint32_t module = 0;   ///< whose code it is: 0 the program, else a module of the Library
};

struct Iterator;
struct Types;

class Interp {
 public:
  Interp(std::string_view source, Host& host, Limits limits = {})
      : Interp(read_program(source), source, host, limits) {}
  /// A run of what was read from `source` before.
  Interp(std::shared_ptr<ParsedText> reading, std::string_view source, Host& host, Limits limits = {});
  ~Interp();
  Problems problems;
  Heap heap;
  Names globals;
  Names builtins;
  std::string printed;        ///< what print() wrote
  std::vector<Remark> notes;  ///< how the code was read
  std::string_view source;
  Host& host;

  /// Run the whole program. On a failure everything that was bound before it stays in `globals`.
  /// `main`: what __name__ is compared with ("__main__" or "program").
  Result<void> run(std::string_view name = "__main__");
  /// Evaluate an expression that is not part of the program, in its namespace.
  Result<Value> eval(std::string_view expression) { return eval(expression, globals); }
  /// The same with these names.
  Result<Value> eval(std::string_view expression, Names& scope);

  Result<Value> call(Value f, Arguments& args);
  Result<Value> call(Value f, std::vector<Value> pos);
  Result<Value> get_attr(Value v, Name n);   ///< raises AttributeError
  Result<Value> find_attr(Value v, Name n);  ///< unbound where there is none
  Result<void> set_attr(Value v, Name n, Value x);
  Result<Value> get_item(Value v, Value index);
  /// The same number, by a name of its own where it had none.
  const OpenNumber& named(OpenNumber& n) {
    if (!n.of) n.of = ++open_numbers_;
    return n;
  }
  Result<Value> binary(std::string_view op, Value a, Value b, bool in_place = false);
  Result<Value> compare(std::string_view op, Value a, Value b);
  Result<bool> truth(Value v);
  Result<bool> equal(Value a, Value b);
  Result<std::string> repr(Value v);
  Result<std::string> str(Value v);
  Result<std::vector<Value>> items(Value v);  ///< everything an iterable gives
  Result<Iterator*> iterate(Value v);         ///< iter(v); see python/objects.h
  std::string_view type_name(Value v);
  Class* type_of(Value v);
  Result<bool> is_instance(Value v, Value cls_or_tuple);

  /// The host's module, a standard one, one of the Library's, or an Unknown with a note.
  Result<Value> import(std::string_view dotted);
  /// A module of the Library by its absolute name, run where it was not yet; unbound where there is none.
  Result<Value> import_text(std::string_view dotted);
  /// A module whose text is the host's own (Library::own), run with what `fill` puts into it, once; unbound without
  /// text.
  Result<Value> import_own(std::string_view dotted, const std::function<std::string()>& text,
                           const std::function<void(Names&)>& fill);
  /// Runs the text of a module of the Library.
  Result<void> run_text(ModuleObj&);
  /// The global names of the program (0) or of a module of the Library.
  Names& globals_of(uint32_t module) { return module ? loaded_[module]->dict : globals; }
  /// Those of the code at hand.
  Names& globals_here() { return globals_of(frames.empty() ? 0 : frames.back().module); }
  /// A module of the Library that was imported.
  ModuleObj& loaded(uint32_t module) { return *loaded_[module]; }
  /// The __name__ of the program ("__main__") or of a module of the Library.
  std::string module_name(uint32_t module) const;
  Library* library() const { return reading_->library.get(); }
  /// One of the interpreter's own standard modules ("math", "collections", …); unbound where there is none.
  Value import_standard(std::string_view dotted);

  Value str_value(std::string_view s);
  [[gnu::noinline]] Value str_value(const char* s);
  Value tuple(std::vector<Value> v);
  Value list(std::vector<Value> v);
  Value unknown(std::string_view name);
  Value native(std::string_view name, NativeFn fn, const void* data = nullptr);
  /// A built-in class with these bases (object where none).
  Class* make_class(std::string_view name, std::vector<Class*> bases, std::string_view module_name);
  Class* object_class() const;
  Class* builtin_class(std::string_view name) const;  ///< "int", "tuple", "ValueError", …
  Name name(std::string_view s) { return heap.name(s); }
  [[gnu::noinline]] Name name(const char* s);

  /// Innermost place of the program on the stack; empty where the program is not on the stack.
  Span here() const;
  /// The innermost place of all, where that is in another module (but the host's own).
  Elsewhere elsewhere() const;
  /// The module that the innermost code is of, be it the host's own; 0: the program's.
  uint32_t module_here() const;
  /// A problem is here.
  void place(Problem&) const;
  /// Is an __init__ on the stack?
  bool making() const;
  /// Text of a span.
  std::string_view text(Span s) const { return source.substr(s.begin, s.end - s.begin); }
  /// A problem with the place filled in.
  Failure problem(std::string_view type, std::string message, std::string hint = {});
  std::unexpected<Failure> raise(std::string_view type, std::string message);
  template <class Hint>
  std::unexpected<Failure> raise(std::string_view type, std::string message, Hint&& hint) {
    return std::unexpected(problem(type, std::move(message), std::forward<Hint>(hint)));
  }
  /// The same from literals: a message, or a pattern and its words (see words.h).
  std::unexpected<Failure> raise(const char* type, const char* message);
  std::unexpected<Failure> raise(const char* type, const char* pattern, std::initializer_list<Word> list);
  void print(std::string_view text);  ///< add to `printed`, within bounds
  /// Say it once per place.
  void note(Span at, std::string text);
  /// The same of the place at hand, which may be in another module.
  void note_here(std::string text);
  /// Count work; fails when a limit is passed.
  Result<void> tick(uint64_t n = 1) {
    steps_ += n;
    // Making values is work too.
    if (work() > limits_.steps || heap.bytes() > limits_.bytes) return passed_limit();
    return {};
  }
  /// Count the moving of n values within a container.
  Result<void> move(uint64_t n) { return tick(n / 4); }
  /// Count a walk over a text of n bytes, in search of a part of `part` bytes.
  Result<void> scan(uint64_t n, uint64_t part = 0) { return tick(n / 16 + (part > 8 ? n * part / 64 : 0)); }
  /// Is there room for n more values? Fails where they would pass the limit.
  Result<void> room(uint64_t n);
  /// Is there room for a text of n bytes?
  Result<void> room_for_text(uint64_t n) { return room(n / sizeof(Value)); }
  /// Call a function written in C++, the work on texts counted.
  Result<Value> call_native(const Native& f, Value self, Arguments& args);
  /// The first place that could not be read, as Python's SyntaxError; null where everything was read.
  const Problem* syntax_error() const { return syntax_error_.get(); }
  const Types& types() const { return *types_; }
  std::string limit_text() const;  ///< "20,000,000"
  /// Too many calls or evaluations inside one another?
  bool too_deep() const { return depth_ >= limits_.depth || nesting_ > kNesting; }

  /// Counts a piece of work that nests, by what it costs of the C++ stack (one evaluation is 1).
  struct Deeper {
    Interp& in;
    int by;
    explicit Deeper(Interp& i, int n = 1) : in(i), by(n) { in.nesting_ += by; }
    ~Deeper() { in.nesting_ -= by; }
  };

  std::vector<Frame> frames;
  const Program& program() const { return *reading_->program; }
  /// The work that was counted so far, in steps.
  uint64_t work() const { return steps_ + (heap.bytes() >> 4); }

 private:
  uint64_t open_numbers_ = 0;  // that have names
  friend struct Evaluator;
  friend struct Function;
  friend struct GeneratorObj;
  friend class Locals;
  friend Result<Value> run_function(Interp&, const FunctionNode*, Names&);
  friend struct Builtins;
  friend Instance* exception_of(Interp&, Problem&);
  friend Failure failure_of(Interp&, Value);
  std::shared_ptr<ParsedText> reading_;
  std::vector<std::unique_ptr<Program>> extra_;  ///< parsed --model expressions
  Limits limits_;
  uint64_t steps_ = 0;
  int depth_ = 0;              ///< Python calls inside one another
  int nesting_ = 0;            ///< evaluations inside one another: what the C++ stack feels
  uint64_t busiest_loop_ = 0;  ///< rounds of the loop that a passed limit is told at
  bool print_full_ = false;
  std::unique_ptr<Types> types_;
  std::unique_ptr<Problem> syntax_error_;
  std::vector<std::unique_ptr<Names>> spare_locals_;  ///< variables of calls that are over, for the next calls
  std::vector<Problem*> handling_;                    ///< exceptions whose handlers are running
  Names undefined_, modules_, standard_;              ///< what the host and the standard modules gave before
  std::vector<ModuleObj*> loaded_;                    ///< the Library's modules by number, null where not imported
  std::vector<std::pair<std::string, Class*>> host_types_;
  static constexpr int kNesting = 3000;
  ModuleObj* make_module(const LibraryModule&);
  Result<void> passed_limit();
  void tell_unreadable(const Program&, const LibraryModule* module);
};

}  // namespace shapewalk
