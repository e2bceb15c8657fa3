package trial

// NotepadRule is the text of a rule file: it finds the notepads of the demo's recording, and stands in for a user's rules.
const NotepadRule = `
[rule]
rule_id = "a2b1f0de-3a53-4a0c-9a43-6f10b1c2d3e4"
name = "Notepad"
description = "A rule for tests."
severity = "low"
risk_score = 21
type = "eql"
language = "eql"
query = '''
process where event.type == "start" and process.name : "notepad.exe"
'''
`
