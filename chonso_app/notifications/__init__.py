"""Telling people what happened: SMS, mail, and the inbox of the account."""
