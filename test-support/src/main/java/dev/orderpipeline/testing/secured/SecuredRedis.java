package dev.orderpipeline.testing.secured;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.redis.LocalRedis;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Redis that accepts only TLS, with a read-only user and an owner, or clients with a certificate, who have all rights. */
public final class SecuredRedis extends LocalRedis {

    private static final String OWNER = "owner";

    private final String ownerPassword = UUID.randomUUID().toString();
    private final LocalSecurity users;

    SecuredRedis(Path directory, LocalSecurity users) {
        super(directory, 0);
        this.users = users;
        if (users.clientCertificates()) {
            users.certificates().issueClient(OWNER);
        }
    }

    /** Gives the user this password, until the server is started again. */
    public void setPassword(User user, String password) {
        withConnection(connection -> connection
                .sync()
                .aclSetuser(user.name(), AclSetuserArgs.Builder.resetpass().addPassword(password)));
    }

    /** Allows the user to set values, until the server is started again. */
    public void allowWriting(User user) {
        withConnection(connection ->
                connection.sync().aclSetuser(user.name(), AclSetuserArgs.Builder.addCommand(CommandType.MSET)));
    }

    @Override
    protected List<String> access() {
        Certificates certificates = users.certificates();
        List<String> settings = new ArrayList<>(List.of(
                "--port",
                "0",
                "--tls-port",
                String.valueOf(port()),
                "--tls-cert-file",
                certificates.serverCertificate().toString(),
                "--tls-key-file",
                certificates.serverKey().toString(),
                "--tls-ca-cert-file",
                certificates.authority().toString(),
                "--tls-auth-clients",
                users.clientCertificates() ? "yes" : "no"));
        if (!users.clientCertificates()) {
            settings.addAll(List.of(
                    "--requirepass",
                    ownerPassword,
                    "--user",
                    users.redis().name(),
                    "on",
                    ">" + users.redis().password(),
                    "~*",
                    "+mget",
                    "+dbsize",
                    "+type",
                    "+ping"));
        }
        return settings;
    }

    /** Any certificate is accepted, since an expired one has to be replaced. */
    @Override
    protected RedisURI address() {
        RedisURI.Builder address = RedisURI.builder()
                .withHost(host())
                .withPort(port())
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.NONE);
        if (!users.clientCertificates()) {
            address.withPassword(ownerPassword.toCharArray());
        }
        return address.build();
    }

    @Override
    protected ClientOptions options() {
        if (!users.clientCertificates()) {
            return super.options();
        }
        Certificates certificates = users.certificates();
        SslOptions ssl = SslOptions.builder()
                .jdkSslProvider()
                .keyManager(
                        certificates.clientCertificate(OWNER).toFile(),
                        certificates.clientKey(OWNER).toFile(),
                        new char[0])
                .build();
        return ClientOptions.builder().sslOptions(ssl).build();
    }

    @Override
    protected ContainerSpec container() {
        return users.certificates().mountedInto(super.container());
    }
}
