package dev.orderpipeline.local.process;

import java.io.IOException;

/** A program that reserves a port, listens on none, and ends with its standard input. */
final class PortHolder {

    private PortHolder() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(Ports.reserve(Integer.parseInt(arguments[0])));
        System.in.read();
    }
}
