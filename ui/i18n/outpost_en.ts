<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>MessagePacks</name>
    <message numerus="yes">
        <source>Together: %n SMS parts in {minutes} minutes</source>
        <translation>
            <numerusform>Together: %n SMS part in {minutes} minutes</numerusform>
            <numerusform>Together: %n SMS parts in {minutes} minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuesCard</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed for good. Tell whoever looks after Outpost.</source>
        <translation>
            <numerusform>%n job failed for good. Tell whoever looks after Outpost.</numerusform>
            <numerusform>%n jobs failed for good. Tell whoever looks after Outpost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReplyBox</name>
    <message numerus="yes">
        <source>%n SMS</source>
        <translation>
            <numerusform>%n SMS</numerusform>
            <numerusform>%n SMS</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>Too many wrong attempts. Wait %n minute(s), then try again.</source>
        <translation>
            <numerusform>Too many wrong attempts. Wait %n minute, then try again.</numerusform>
            <numerusform>Too many wrong attempts. Wait %n minutes, then try again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>in %n min</numerusform>
            <numerusform>in %n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Numbers</name>
    <message numerus="yes">
        <source>While the office was off ({start} to {end}), %n reminder(s) fell due.</source>
        <translation>
            <numerusform>While the office was off ({start} to {end}), %n reminder fell due.</numerusform>
            <numerusform>While the office was off ({start} to {end}), %n reminders fell due.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While the clock was in doubt, %n reminder(s) fell due.</source>
        <translation>
            <numerusform>While the clock was in doubt, %n reminder fell due.</numerusform>
            <numerusform>While the clock was in doubt, %n reminders fell due.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) came up late.</source>
        <translation>
            <numerusform>%n reminder came up late.</numerusform>
            <numerusform>%n reminders came up late.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
</TS>
