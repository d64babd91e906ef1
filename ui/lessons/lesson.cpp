#include "ui/lessons/lesson.h"

namespace headlight::ui {

StepState laidOver(const StepState& before, const StepState& after) {
  StepState state = before;
  if (after.model && after.model != before.model) {
    // Of another model nothing of what was chosen for this one means anything.
    state = StepState();
    state.sampling = before.sampling;
  }
  const auto take = [](auto& into, const auto& from) {
    if (from) into = from;
  };
  take(state.model, after.model);
  take(state.texts, after.texts);
  take(state.picture, after.picture);
  take(state.view, after.view);
  take(state.head, after.head);
  take(state.locked, after.locked);
  take(state.whatIfs, after.whatIfs);
  take(state.sampling, after.sampling);
  take(state.live, after.live);
  take(state.drawing, after.drawing);
  // The pointer rests nowhere from one step to the next.
  state.pointedQuery = after.pointedQuery;
  state.pointedKey = after.pointedKey;
  return state;
}

StepState Lesson::stateAt(int step) const {
  StepState state;
  for (int i = 0; i <= step && i < static_cast<int>(steps.size()); ++i) {
    state.pointedQuery.reset();
    state.pointedKey.reset();
    if (const auto& own = steps[static_cast<std::size_t>(i)].state) state = laidOver(state, *own);
  }
  return state;
}

QStringList lessonControls() {
  return {
      QStringLiteral("input"),       QStringLiteral("text"),     QStringLiteral("tokens"), QStringLiteral("picture"),
      QStringLiteral("tools"),       QStringLiteral("lens"),     QStringLiteral("views"),  QStringLiteral("options"),
      QStringLiteral("predictions"), QStringLiteral("bars"),     QStringLiteral("layers"), QStringLiteral("sliders"),
      QStringLiteral("temperature"), QStringLiteral("topK"),     QStringLiteral("topP"),   QStringLiteral("next"),
      QStringLiteral("whatIf"),      QStringLiteral("pipeline"), QStringLiteral("model"),  QStringLiteral("device")};
}

QStringList lessonViews() {
  return {QStringLiteral("heads"), QStringLiteral("matrix"), QStringLiteral("arcs"),   QStringLiteral("layers"),
          QStringLiteral("image"), QStringLiteral("stages"), QStringLiteral("compare")};
}

}  // namespace headlight::ui
