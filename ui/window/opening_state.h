#pragma once

#include <cstdint>

namespace headlight::ui {

/// How far the model that was asked for last has come. Whether another one serves meanwhile is the bridge's to say.
enum class OpeningState : std::uint8_t {
  Resting,  ///< none is on its way
  Loading,  ///< its weights are being read
  Trying    ///< it is loaded, and its first pass has not come
};

enum class OpeningEvent : std::uint8_t {
  Asked,      ///< a model, device or kind of weights was chosen
  Loaded,     ///< the weights are in memory
  TookOver,   ///< its first pass came, or it serves without one
  Refused,    ///< it cannot be found, read or run
  Stopped,    ///< the person does not want it any more
  DeviceLost  ///< the device of the model that serves is gone
};

enum class OpeningAction : std::uint8_t {
  None,
  Load,          ///< begin to read; what was on its way is given up
  TryOut,        ///< make the input ready for it and ask for a pass
  HandOver,      ///< everything in the window is about it from now on
  GiveUp,        ///< what was made ready for it goes, the one that serves goes on
  Refuse,        ///< the same, with a message
  ReplaceDevice  ///< open the model that serves on the CPU, with a message
};

struct OpeningStep {
  OpeningState next;
  OpeningAction action;
  bool operator==(const OpeningStep&) const = default;
};

/// The whole machine; the table with its reasons is in README.md.
constexpr OpeningStep openingStep(OpeningState state, OpeningEvent event) {
  using State = OpeningState;
  using Action = OpeningAction;
  switch (event) {
    case OpeningEvent::Asked:
      return {State::Loading, Action::Load};
    case OpeningEvent::Loaded:
      return state == State::Loading ? OpeningStep{State::Trying, Action::TryOut} : OpeningStep{state, Action::None};
    case OpeningEvent::TookOver:
      return state == State::Trying ? OpeningStep{State::Resting, Action::HandOver} : OpeningStep{state, Action::None};
    case OpeningEvent::Refused:
      return {State::Resting, Action::Refuse};
    case OpeningEvent::Stopped:
      return {State::Resting, state == State::Resting ? Action::None : Action::GiveUp};
    case OpeningEvent::DeviceLost:
      return {state, state == State::Resting ? Action::ReplaceDevice : Action::None};
  }
  return {state, Action::None};
}

}  // namespace headlight::ui
