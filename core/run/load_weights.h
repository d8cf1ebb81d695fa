// A file of weights in a run: when the model is about to be called, what the file has for it takes the place of what
// was drawn, as after model.load_state_dict(torch.load(…)).
#pragma once

#include "trace/trace.h"
#include "weights/match.h"

namespace shapewalk {

class WeightLoader final : public BeforeCall {
 public:
  /// Reads the file (see weights::read), which must outlive this.
  WeightLoader(Session& session, weights::Bytes file);
  /// Where the program calls modules itself, of all models that there are then, the one that the file fits best.
  void about_to_call(Interp&, ModuleInst& called) override;

  std::optional<Problem> error;  ///< why the file cannot be read: then nothing is loaded
  weights::File file;
  /// Of the model that was called last.
  std::string model;  ///< its class; empty where no model was called
  std::vector<weights::Expected> expected;
  weights::Report report;
  int64_t tensors = 0, numbers = 0;                             ///< that were loaded
  std::vector<std::pair<std::string, std::string>> unreadable;  ///< that were not, though they fit: name and why

 private:
  struct Candidate {
    std::string model;
    std::vector<StateEntry> entries;
  };
  std::vector<Candidate> candidates(Interp&, ModuleInst& called);
  Candidate together(const std::vector<std::pair<std::string, ModuleInst*>>& pieces);
  void load(Interp&, const Candidate&);
  Result<void> put(Interp&, TensorInfo& to, const weights::Tensor& from);
  Session& session_;
  weights::Bytes bytes_;
  bool by_program_ = false, by_us_ = false;  ///< loaded before such a call
};

}  // namespace shapewalk
