"""The preset dictionaries of the codec, by version. A version that was sent once never changes.

Deflate finds matches nearest to the end of the dictionary cheapest, so what every report holds comes last.
"""

_VERSION_1 = (
    b'{"id":"","state":"running","detail":""}{"state":"done"}{"state":"failed"}{"state":"expired"}'
    b'"devices":[{"kind":"camera","name":"","usb_id":"046d:","serial":"","path":"/dev/video0","virtual":true}]'
    b'"problems":[{"path":"","code":"out_of_range","value":"","allowed":""}],"ignored":["'
    b'"outcome":"rejected","offered_generation":,"offered_hash":""outcome":"applied""outcome":"proven"'
    b'{"first":1,"last":,"why":"thinned"}"session":"","online":true,"runs":["'
    b'"network.service:conference""network.service:appeals""network.service_unreachable"'
    b'"microphone.quiet","microphone.dead","microphone.muted","camera.covered","camera.repeating_frames"'
    b'"camera.no_frames","camera.stuck","camera.missing","microphone.missing","camera.no_reference"'
    b'"verdict":"no_evidence","verdict":"failed","verdict":"warning","verdict":"in_use","verdict":"at_rest"'
    b'"changed":true,"was":"ok"}"deviating":1}"facts":{"device":"","holder":"'
    b'{"name":"identical_s","value":0.0,"unit":"s","op":">=","limit":3.0}'
    b'{"name":"edges_gone","value":0.0,"op":">=","limit":0.55},{"name":"luma_mean","value":'
    b'{"name":"rate_fps","value":25.0,"unit":"fps"},{"name":"frames","value":125.0},'
    b'{"name":"volume","value":1.0},{"name":"zeros_s","value":0.0,"unit":"s","op":">=","limit":10.0},'
    b'{"name":"speech_dbov","value":-26.0,"unit":"dBov","op":"<","limit":-36.0},'
    b'{"name":"tcp_ms","value":,"unit":"ms"},{"name":"tls_ms","value":,"unit":"ms"},'
    b'{"name":"certificate_days","value":,"unit":"d"},{"name":"dns_ms","value":,"unit":"ms"},'
    b'{"name":"rtt_ms","value":,"unit":"ms","op":">","limit":400.0}'
    b'{"check":"camera.presence","verdict":"ok","looked_ms":,"since_ms":,"figures":[{"name":"'
    b'{"check":"camera.frames","verdict":"ok","looked_ms":{"check":"camera.view","verdict":"ok","looked_ms":'
    b'{"check":"microphone.presence","verdict":"ok","looked_ms":{"check":"microphone.mixer","verdict":"ok"'
    b'{"check":"microphone.signal","verdict":"ok","looked_ms":{"check":"microphone.level","verdict":"ok"'
    b'{"check":"speaker.presence","verdict":"ok","looked_ms":{"check":"network.link","verdict":"ok"'
    b'{"check":"network.gateway","verdict":"ok","looked_ms":{"check":"network.dns","verdict":"ok"'
    b'{"check":"network.centre","verdict":"ok","looked_ms":,"since_ms":,"reasons":["'
    b'"kind":"full","checks":[{"kind":"change","checks":[{"agent_version":"0.1.0","next_s":600,'
    b'{"run":"","boot":"","uptime_ms":,"wall_ms":17,"synced":true,"seq":,"generation":1,"config_hash":"",'
    b'"kind":"routine","checks":[{"check":"'
)

DICTIONARIES: dict[int, bytes] = {1: _VERSION_1}
NEWEST = 1
