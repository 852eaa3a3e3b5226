package dev.orderpipeline.cdm;

import java.util.Map;
import java.util.Optional;

/**
 * What a batch did to an order's ledger entry, perhaps nothing.
 *
 * @param before empty for an order that was not known
 */
record LedgerChange(Optional<LedgerEntry> before, LedgerEntry after) {

    Map<Counter, CounterName> contributionsBefore() {
        return before.map(LedgerEntry::contributions).orElse(Map.of());
    }
}
