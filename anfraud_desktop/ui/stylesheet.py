"""The style sheet of the window: names of tokens only, the values come from `theme`."""

from collections.abc import Mapping
from string import Template

_sheet = Template("""
QToolTip { color: $surface; background: $ink; border: none; padding: $xs $s; }
QMainWindow, QDialog, QWidget[role="canvas"] { background: $canvas; }
QWidget[role="surface"] { background: $surface; }
QFrame[role="rail"] { background: $surface; border: none; border-right: $hair solid $line; }
QFrame[role="header"] { background: $surface; border: none; border-bottom: $hair solid $line; }
QFrame[role="status"] { background: $surface; border: none; border-top: $hair solid $line; }
QFrame[role="card"] { background: $surface; border: $hair solid $line; border-radius: $radius_card; }
QFrame[role="side"] { background: $surface; border: none; border-left: $hair solid $line; }
QFrame[role="floating"] { background: $surface; border: $hair solid $line_strong; border-radius: $radius_card; }
QFrame[role="bar"] { background: $surface; border: none; border-top: $hair solid $line; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="notice-danger"] { background: $danger_weak; border: none; border-radius: $radius_field; }
QFrame[role="notice-warn"] { background: $warn_weak; border: none; border-radius: $radius_field; }
QFrame[role="notice-accent"] { background: $accent_weak; border: none; border-radius: $radius_field; }
QFrame[role="drop"] { background: $canvas; border: $hair dashed $line_strong; border-radius: $radius_field; }
QFrame[role="drop"]:focus { border: $hair solid $accent; }

QLabel { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: $caption; }
QLabel[role="label"] { color: $muted; font-size: $label; }
QLabel[role="section"] { color: $muted; font-size: $caption; font-weight: 600; }
QLabel[role="heading"] { font-size: $lead; font-weight: 600; }
QLabel[role="title"] { font-size: $title; font-weight: 600; }
QLabel[role="figure"] { font-size: $figure; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="danger"] { color: $danger; font-size: $label; }
QLabel[role="warn"] { color: $warn; font-size: $label; }
QLabel[role="ok"] { color: $ok; font-size: $label; }
QLabel[role="required"] { color: $danger; font-size: $body; font-weight: 600; }
QLabel[role="keycap"] { color: $muted; font-size: $caption; background: $plain_weak; border-radius: $xs;
  padding: 0 $s; }

QPushButton { color: $ink; background: $surface; border: $hair solid $line_strong; border-radius: $radius_field;
  min-height: $inner; padding: $xs $m; font-size: $body; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_weak; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $canvas; border-color: $line; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: $focus solid $ink; padding: $xs $m; }
QPushButton[role="primary"]:disabled { color: $muted; background: $plain_weak; border-color: $line; }
QPushButton[role="danger"] { color: $on_danger; background: $danger; border-color: $danger; font-weight: 600; }
QPushButton[role="danger"]:hover { background: $danger_hover; border-color: $danger_hover; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus { border-color: $accent; }
QPushButton[role="link"] { color: $accent; background: transparent; border: none; padding: 0; min-height: 0; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
QPushButton[role="small"] { min-height: $inner_small; padding: $xs $s; font-size: $label; }
QPushButton[role="search"] { color: $muted; background: $canvas; border-color: $line; text-align: left; }
QPushButton[role="search"]:hover { border-color: $line_strong; }
QPushButton[role="chip"] { color: $accent; background: $accent_weak; border-color: $accent_weak;
  min-height: $inner_small; padding: $xs $s; font-size: $label; }
QPushButton[role="chip"]:hover, QPushButton[role="chip"]:focus { border-color: $accent; }
QPushButton[role="view"] { color: $muted; background: transparent; border-color: transparent; font-size: $label;
  min-height: $inner_small; padding: $xs $s; }
QPushButton[role="view"]:hover { background: $hover; color: $ink; }
QPushButton[role="view"]:focus { border-color: $accent; }
QPushButton[role="view"]:checked { color: $accent; background: $accent_weak; font-weight: 600; }
QPushButton::menu-indicator { image: none; width: 0; }

QToolButton { background: transparent; border: $hair solid transparent; border-radius: $radius_field; padding: $xs; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton[role="rail"] { color: $ink; text-align: left; padding: 0; border-radius: $radius_field; }

QLineEdit, QPlainTextEdit, QComboBox { color: $ink; background: $surface; border: $hair solid $line_strong;
  border-radius: $radius_field; padding: $xs $s; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox { min-height: $inner; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QComboBox:on { border: $focus solid $accent;
  padding: $xs_focus $s_focus; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $muted; background: $canvas;
  border-color: $line; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $canvas; }
QLineEdit[state="problem"], QPlainTextEdit[state="problem"], QComboBox[state="problem"] { border: $hair solid $danger; }
QLineEdit[state="warning"], QPlainTextEdit[state="warning"], QComboBox[state="warning"] { border: $hair solid $warn; }
QLineEdit[state="problem"]:focus, QPlainTextEdit[state="problem"]:focus, QComboBox[state="problem"]:focus {
  border: $focus solid $danger; }
QLineEdit[state="problem"], QLineEdit[state="warning"] { padding: $xs $s; }
QLineEdit[role="filter"] { min-height: $inner_small; padding: 0 $s; font-size: $label; background: $canvas;
  border-color: $line; }
QLineEdit[role="filter"]:focus { border: $hair solid $accent; background: $surface; padding: 0 $s; }
QLineEdit[role="filter"][state="set"] { border-color: $accent; background: $accent_weak; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus { border: none; background: transparent; font-size: $lead; }
QLineEdit[role="inside"], QLineEdit[role="inside"]:focus { border: none; background: transparent; padding: 0; }
QComboBox { padding-right: $drop; }
QComboBox:focus, QComboBox:on { padding-right: $drop; }
QComboBox::drop-down { border: none; width: $drop; }
QComboBox::down-arrow { image: none; }
QTreeView, QListView, QTextBrowser { background: $surface; border: none; outline: none; }
QListView[role="results"] { padding: $s; }
QListView[role="results"]::item { min-height: $item; padding: 0 $s; border-radius: $radius_field; color: $ink; }
QListView[role="results"]::item:disabled { color: $muted; }
QListView[role="results"]::item:selected { background: $accent_weak; }
QComboBox QAbstractItemView, QListView[role="popup"] { background: $surface; border: $hair solid $line_strong;
  outline: none; padding: $xs; }
QComboBox QAbstractItemView::item, QListView[role="popup"]::item { min-height: $item; padding: 0 $s;
  border-radius: $xs; color: $ink; }
QComboBox QAbstractItemView::item:hover, QListView[role="popup"]::item:hover { background: $hover; }
QComboBox QAbstractItemView::item:selected, QListView[role="popup"]::item:selected { background: $accent_weak;
  color: $ink; }
QCheckBox { spacing: $s; }

QTableView { background: $surface; border: none; gridline-color: $line; outline: none; }
QTableView[role="frozen"] { border: none; border-right: $hair solid $line_strong; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; border: none; padding: 0; }
QTableCornerButton::section { background: $surface; border: none; }

QTabBar { background: $canvas; qproperty-drawBase: 0; font-size: $label; }
QTabBar::tab { color: $muted; background: transparent; border: none; border-bottom: $bar solid transparent;
  padding: 0 $m; height: $tab; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $accent; border-bottom: $bar solid $accent; }
QTabBar::tab:focus { color: $accent; }

QTabWidget::pane { border: $hair solid $line; border-radius: $radius_field; background: $surface; top: 0; }
QLabel[role="paper"] { border: $hair solid $line_strong; background: $page; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: $scroll_width; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $scroll_width; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: $scroll_radius; margin: $focus; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: $scroll_least; }
QScrollBar::handle:horizontal { min-width: $scroll_least; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; background: none; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QMenu { background: $surface; border: $hair solid $line_strong; border-radius: $radius_field; padding: $xs; }
QMenu::item { color: $ink; padding: $s $l; border-radius: $xs; }
QMenu::item:selected { background: $accent_weak; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: $hair; background: $line; margin: $xs $s; }
QProgressBar { background: $plain_weak; border: none; border-radius: $xs; max-height: $xs; min-height: $xs; }
QProgressBar::chunk { background: $accent; border-radius: $xs; }
QCalendarWidget QToolButton { color: $ink; padding: $xs $s; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
""")


def sheet(colours: Mapping[str, str], lengths: Mapping[str, str]) -> str:
    """Return the style sheet for colours and lengths by token name."""
    return _sheet.substitute(colours, **lengths)
