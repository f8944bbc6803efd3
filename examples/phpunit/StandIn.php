<?php

declare(strict_types=1);

/** A reference server and a fresh account for each test, by way of the control API. */
final class StandIn
{
    private static ?string $url = null;

    /** The server at the variable URL, or one that ends with these tests. */
    public static function url(): string
    {
        return self::$url ??= getenv('URL') ?: self::start();
    }

    private static function start(): string
    {
        $serve = ['campaign-contract', 'serve', '--port', '0', '--quiet', '--delivery', 'simulated'];
        $process = proc_open($serve, [['pipe', 'r'], ['pipe', 'w'], STDERR], $pipes);
        register_shutdown_function(static fn () => proc_terminate($process));
        $said = (string) fgets($pipes[1]);
        if (!preg_match('/^listening on (\S+)/', $said, $found)) {
            throw new RuntimeException("the server did not start: $said");
        }
        return $found[1];
    }

    /** Sends a body and answers status, headers and JSON. */
    public static function send(string $method, string $url, string $type, string $body): array
    {
        $options = ['method' => $method, 'header' => "Content-Type: $type", 'content' => $body, 'ignore_errors' => true];
        $text = file_get_contents($url, false, stream_context_create(['http' => $options]));
        preg_match('/ (\d+)/', $http_response_header[0], $found);
        return [(int) $found[1], $http_response_header, json_decode((string) $text, true)];
    }

    public static function control(string $method, string $path, array $body = []): array
    {
        $url = preg_replace('#(//[^/]+)/.*#', "\$1/__admin/$path", self::url());
        $json = $body || $method === 'POST' ? json_encode((object) $body, JSON_THROW_ON_ERROR) : '';
        [$status, , $said] = self::send($method, $url, 'application/json', $json);
        if ($status >= 400) {
            throw new RuntimeException($said['error']);
        }
        return $said;
    }
}

/** An account that shares nothing with any other. */
final class Account
{
    public function __construct(public readonly int $id, public readonly string $apiKey)
    {
    }

    public static function fresh(): self
    {
        $made = StandIn::control('POST', 'accounts');
        return new self($made['id'], $made['api_key']);
    }

    public function end(): void
    {
        StandIn::control('DELETE', "accounts/$this->id");
    }

    public function campaign(string $status, array $fields = []): int
    {
        $values = ['CampaignStatus' => $status, ...$fields];
        return StandIn::control('POST', "accounts/$this->id/campaigns", $values)['CampaignID'];
    }

    public function clock(array $change): void
    {
        StandIn::control('POST', "accounts/$this->id/clock", $change);
    }

    public function fault(array $wanted): void
    {
        StandIn::control('POST', 'faults', ['account' => $this->id, ...$wanted]);
    }

    public function journal(): array
    {
        return StandIn::control('GET', "journal?account=$this->id")['entries'];
    }

    /** Keeps the present state; calling what it answers brings it back. */
    public function snapshot(): callable
    {
        $name = "account-$this->id-" . bin2hex(random_bytes(4));
        StandIn::control('PUT', "snapshots/$name?account=$this->id");
        return static fn () => StandIn::control('POST', "snapshots/$name/restore");
    }

    /** Stands for your client. */
    public function call(string $command, array $parameters = []): array
    {
        $sent = http_build_query(['Command' => $command, 'APIKey' => $this->apiKey, ...$parameters]);
        return StandIn::send('POST', StandIn::url(), 'application/x-www-form-urlencoded', $sent);
    }
}
