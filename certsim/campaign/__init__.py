"""Campaigns: every candidate of many specs in many sizes, asked once, on one machine or on many."""

from certsim.campaign.record import Record
from certsim.campaign.run import Campaign

__all__ = ["Campaign", "Record"]
