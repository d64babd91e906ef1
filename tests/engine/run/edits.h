#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <vector>

#include "models/load_model.h"
#include "support/backends.h"
#include "support/tiny_encoder.h"
#include "support/tiny_image.h"
#include "support/tiny_llama.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"

namespace headlight::test {

/// Somebody at the keyboard or with a brush, for whom nothing is too odd.
class Editor {
 public:
  Editor(const ModelInfo& model, unsigned seed) : model_(model), random_(seed) {}
  virtual ~Editor() = default;

  /// Changes one thing, sometimes two: the input, what-ifs, the plan, the predicted row.
  void edit();
  /// `source`: of patches; may be null.
  Request request(const std::shared_ptr<const Trace>& source) const;

 protected:
  virtual void editInput() = 0;
  virtual Inputs inputs() const = 0;
  /// Of the input of a stack.
  virtual int rows(StackId stack) const = 0;
  int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }
  const ModelInfo& model_;

 private:
  float factor() { return static_cast<float>(below(5)) * 0.5F; }
  int row(StackId stack) { return below(rows(stack) + 2); }
  Intervention randomChange();
  Intervention randomPatch(const StackInfo& stack, int layer);
  void addChange();
  void moveChange();
  CapturePlan randomPlan();

  std::mt19937 random_;
  std::vector<Intervention> changes_;
  CapturePlan plan_;
  int predictedRow_ = -1;
};

/// The test that is worth more than all others together: any chain of edits, what-ifs and changed plans, each pass
/// started from the one before, gives what a fresh pass gives, bit for bit.
class Edits : public OnBackends {
 protected:
  /// The bits, on both backends: a row's numbers do not depend on the rows beside it, since every kernel that may
  /// compute it adds in the same order.
  static void expectSame(const Trace& got, const Trace& fresh);

  void chain(const TinyModel& options, unsigned seed, int edits);
  void chain(const TinyEncoder& options, unsigned seed, int edits);
  void chain(const TinyLlama& options, unsigned seed, int edits);
  void chain(const TinyImage& options, unsigned seed, int edits);
  void chain(const TinySeq2seq& options, unsigned seed, int edits);
  /// Of a model that reads two texts.
  void chain(const std::filesystem::path& folder, unsigned seed, int edits);

 private:
  void chain(const Model& model, Editor& editor, const std::shared_ptr<const Trace>& source, unsigned seed, int edits);
  void chainOfTwoTexts(const Model& model, unsigned seed, int edits);
  void textChain(const Model& model, unsigned seed, int edits);
};

/// HEADLIGHT_SEED, where it is set.
unsigned seedOr(unsigned seed);

}  // namespace headlight::test
