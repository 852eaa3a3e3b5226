package dev.orderpipeline.common.tls;

/** Where the material of a connection comes from. */
@FunctionalInterface
public interface TlsSource {

    /** Reads the files. */
    TlsMaterial load() throws InvalidPemException;
}
