#pragma once

#include <filesystem>

#include "fixture.h"
#include "ui/support/recorded_folder.h"

namespace headlight::ui {

/// The window on the tiny models that tests/vectors has, with the tokenizer of letters of copyRecorded.
class RecordedModelsTest : public WindowTest {
 protected:
  RecordedModelsTest() { options.text = QStringLiteral("the cat sat"); }

  std::filesystem::path recorded(const std::string& name) { return copyRecorded(name, folder.path() / name); }
  void openRecorded(const std::string& name) {
    options.model = QString::fromStdString(recorded(name).string());
    open();
    ASSERT_TRUE(window->shownTrace());
  }
};

}  // namespace headlight::ui
