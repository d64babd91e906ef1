#pragma once

#include <QHash>
#include <QStyledItemDelegate>

#include "ui/theme/elided.h"
#include "ui/window/model_line.h"

namespace headlight::ui {

/// Rows of a list of models: a picture or an icon, the name, and what the model reads and says. What has no folder
/// (Qt::UserRole) is drawn as `others` does.
class ModelRows : public QStyledItemDelegate {
 public:
  ModelRows(QAbstractItemDelegate* others, QObject* parent) : QStyledItemDelegate(parent), others_(others) {}
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  /// Folders are read once, when their row is looked at, until this is called.
  void forget() { lines_.clear(); }

 private:
  const ModelLine& lineOf(const QString& folder) const;

  QAbstractItemDelegate* others_;
  mutable QHash<QString, ModelLine> lines_;
};

/// The models in the tool bar: their names where it is closed, ModelRows where it is open.
class ModelBox : public ElidedComboBox {
 public:
  explicit ModelBox(QWidget* parent);
  void showPopup() override;
  void forgetLines() { rows_->forget(); }

 private:
  ModelRows* rows_;
};

}  // namespace headlight::ui
