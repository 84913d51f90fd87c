"""Versions of azurerm at which behaviour changes. Read 2026-08-22, provider history to v5.2.0."""

from __future__ import annotations

FLOW_LOG_NSG_CREATE_BLOCKED = (4, 48, 0)
FLOW_LOG_TARGET_CHANGE_WORKS = (4, 48, 0)
FLOW_LOG_NSG_ATTRIBUTE_REMOVED = (5, 0, 0)
