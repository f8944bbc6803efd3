<?php
// The API as an application in PHP reads it: parameters from the query, the form or JSON, all of it by PHP's own rules.
// What to answer is then asked of the reference server.
$type = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
$sent = $type === 'application/json'
    ? json_decode(file_get_contents('php://input'), true, 512, JSON_BIGINT_AS_STRING)
    : $_POST;
$parameters = (is_array($sent) ? $sent : []) + $_GET;
$context = stream_context_create(['http' => [
    'method' => 'POST',
    'header' => 'Content-Type: application/json',
    'content' => json_encode((object) $parameters, JSON_PRESERVE_ZERO_FRACTION | JSON_INVALID_UTF8_SUBSTITUTE),
    'ignore_errors' => true,
]]);
$answer = file_get_contents('http://{{ upstream }}/api.php', false, $context);
http_response_code((int) explode(' ', $http_response_header[0])[1]);
header('Content-Type: application/json');
echo $answer;
