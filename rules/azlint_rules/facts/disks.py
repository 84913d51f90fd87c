"""Disk SKUs. Read 2026-08-22: Microsoft.Compute/disks types and azurerm v5.2.0's schema."""

from __future__ import annotations

PREMIUM = frozenset({"premium_lrs", "premium_zrs", "premiumv2_lrs", "ultrassd_lrs"})
"""Lower-case SKUs that a Confidential VM's disk may have without a finding."""
