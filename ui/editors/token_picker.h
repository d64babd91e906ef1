#pragma once

#include <QFrame>
#include <cstdint>
#include <memory>

class QLineEdit;
class QLabel;
class QListWidget;
class QListWidgetItem;

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
  /// The token that the box names, by its text or id.
  bool isAsked(const QListWidgetItem& item) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  QLineEdit* box_;
  QListWidget* list_;
  QLabel* note_;  ///< where no token is what the box says
};

}  // namespace headlight::ui
