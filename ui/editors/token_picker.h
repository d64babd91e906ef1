#pragma once

#include <QFrame>
#include <cstdint>
#include <memory>

class QLineEdit;
class QListWidget;

namespace headlight::ui {

class Vocabulary;

/// A small popup with a search box over the vocabulary: type a part of a token or its id, Enter takes it.
class TokenPicker : public QFrame {
  Q_OBJECT
 public:
  explicit TokenPicker(QWidget* parent);
  /// Opens below `anchor` (global). `current` stands in the box, selected.
  void open(std::shared_ptr<const Vocabulary> vocabulary, const QString& current, const QPoint& anchor);

 signals:
  void picked(std::int32_t id);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void refill();
  void take();

  std::shared_ptr<const Vocabulary> vocabulary_;
  QLineEdit* box_;
  QListWidget* list_;
};

}  // namespace headlight::ui
