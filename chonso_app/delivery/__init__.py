"""From a paid or placed order to a SIM in somebody's hand: packing, parcels, pick-up, cash."""
