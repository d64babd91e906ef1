#pragma once

#include "ui/views/compare_view.h"

namespace headlight::ui {

/// How the places of the axes are called: "owl"; "ball → hat" where A has another token than B; "− old" and "+ new"
/// where only one of them has a row.
class CompareNames {
 public:
  /// `kept`: A is the kept run, with rows of its own; else it has those of what is shown.
  CompareNames(const ViewState& state, bool kept) : state_(state), kept_(kept) {}
  QString of(StackId stack, const derived::AlignedRows& place) const;
  /// Of one side alone; empty where it has no such row.
  QString ofA(StackId stack, const derived::AlignedRows& place) const;
  QString ofB(StackId stack, const derived::AlignedRows& place) const;

 private:
  const ViewState& state_;
  bool kept_;
};

/// What the titles of columns and rows need to know of the scene they go into.
struct CompareTitles {
  const CompareNames& names;
  const CompareView::Layout& layout;
  const Theme& theme;

  /// How steep the titles of columns stand.
  static double sine();
  static double cosine();
  /// Over one of the fields; `lit`: the place under the pointer, -1: none.
  void addColumns(Scene& scene, int field, StackId stack, const std::vector<derived::AlignedRows>& places,
                  int lit) const;
  void addRows(Scene& scene, StackId stack, const std::vector<derived::AlignedRows>& places, int lit) const;
};

}  // namespace headlight::ui
