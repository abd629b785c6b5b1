"""Arrays to uint8 RGB pictures: scaling, colour maps, contact sheets."""
