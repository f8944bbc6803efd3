<?php

declare(strict_types=1);

require_once __DIR__ . '/StandIn.php';

use PHPUnit\Framework\TestCase;

/** Each test has an account of its own. */
final class CampaignTest extends TestCase
{
    private Account $account;

    protected function setUp(): void
    {
        $this->account = Account::fresh();
        $this->account->clock(['set' => '2030-01-01T12:00:00Z']);
    }

    protected function tearDown(): void
    {
        $this->account->end();
    }

    private function read(int $campaign): array
    {
        return $this->account->call('Campaign.Get', ['campaignid' => $campaign])[2]['Campaign'];
    }

    public function testAPauseInTheMiddleAndBackAgain(): void
    {
        $campaign = $this->account->campaign('Sending', ['TotalSent' => 300]);
        $restore = $this->account->snapshot();
        $this->account->call('Campaign.Pause', ['CampaignID' => $campaign]);
        self::assertSame('Paused', $this->read($campaign)['Status']);
        $restore();
        self::assertSame('Sending', $this->read($campaign)['Status']);
    }

    public function testTheJournalNamesTheRuleThatDecided(): void
    {
        $campaign = $this->account->campaign('Draft');
        [, , $said] = $this->account->call('Campaign.Pause', ['CampaignID' => $campaign]);
        self::assertSame(3, $said['ErrorCode']);
        self::assertSame('Campaign.Pause/not-sending', $this->account->journal()[0]['decided']);
    }

    public function testALimitIsMetOnce(): void
    {
        $this->account->fault(['status' => 429, 'retry_after' => 7, 'count' => 1]);
        [$status, $headers] = $this->account->call('Campaigns.Get');
        self::assertSame(429, $status);
        self::assertContains('retry-after: 7', array_map('strtolower', $headers));
        self::assertSame(200, $this->account->call('Campaigns.Get')[0]);
    }

    public function testTimeIsMovedNotWaitedFor(): void
    {
        $campaign = $this->account->campaign('Sending');
        $this->account->clock(['advance' => 'PT8S']);
        self::assertSame(400, $this->read($campaign)['TotalSent']);
        $this->account->clock(['advance' => 'PT2H']);
        self::assertSame('Sent', $this->read($campaign)['Status']);
    }
}
