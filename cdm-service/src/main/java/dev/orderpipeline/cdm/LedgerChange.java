package dev.orderpipeline.cdm;

import java.util.Map;
import java.util.Optional;

/**
 * The change of an order's ledger entry by a batch; both entries may be equal.
 *
 * @param before empty for a new order
 */
record LedgerChange(Optional<LedgerEntry> before, LedgerEntry after) {

    Map<CounterKey, CounterName> contributionsBefore() {
        return before.map(LedgerEntry::contributions).orElse(Map.of());
    }
}
