<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>FailedWork</name>
    <message numerus="yes">
        <source>%n shown</source>
        <translation>
            <numerusform>%n shown</numerusform>
            <numerusform>%n shown</numerusform>
        </translation>
    </message>
</context>
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
    <name>TextCostLine</name>
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
    <message numerus="yes">
        <source>Send %n late reminder(s) now?</source>
        <translation>
            <numerusform>Send %n late reminder now?</numerusform>
            <numerusform>Send %n late reminders now?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip %n late reminder(s)?</source>
        <translation>
            <numerusform>Skip %n late reminder?</numerusform>
            <numerusform>Skip %n late reminders?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) of campaigns go out, one to each contact.</source>
        <translation>
            <numerusform>%n reminder of a campaign goes out.</numerusform>
            <numerusform>%n reminders of campaigns go out, one to each contact.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n schedule(s) start now, each for everybody whom it is for.</source>
        <translation>
            <numerusform>%n schedule starts now, for everybody whom it is for.</numerusform>
            <numerusform>%n schedules start now, each for everybody whom it is for.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) will never be sent. What is due later comes as planned.</source>
        <translation>
            <numerusform>%n reminder will never be sent. What is due later comes as planned.</numerusform>
            <numerusform>%n reminders will never be sent. What is due later comes as planned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were perhaps sent, perhaps not: nobody was told.</source>
        <translation>
            <numerusform>%n message was perhaps sent, perhaps not: nobody was told.</numerusform>
            <numerusform>%n messages were perhaps sent, perhaps not: nobody was told.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n message(s) again?</source>
        <translation>
            <numerusform>Send %n message again?</numerusform>
            <numerusform>Send %n messages again?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark %n message(s) as sent?</source>
        <translation>
            <numerusform>Mark %n message as sent?</numerusform>
            <numerusform>Mark %n messages as sent?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are tried again.</source>
        <translation>
            <numerusform>%n is tried again.</numerusform>
            <numerusform>%n are tried again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of 4 bars</source>
        <translation>
            <numerusform>%n of 4 bars</numerusform>
            <numerusform>%n of 4 bars</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been dealt with by somebody else already, or are gone.</source>
        <translation>
            <numerusform>%n had been dealt with by somebody else already, or is gone.</numerusform>
            <numerusform>%n had been dealt with by somebody else already, or are gone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n there is another date meanwhile: nothing of them is sent.</source>
        <translation>
            <numerusform>For %n there is another date meanwhile: nothing of it is sent.</numerusform>
            <numerusform>For %n there is another date meanwhile: nothing of them is sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be tried again.</source>
        <translation>
            <numerusform>%n can&apos;t be tried again.</numerusform>
            <numerusform>%n can&apos;t be tried again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are dismissed.</source>
        <translation>
            <numerusform>%n is dismissed.</numerusform>
            <numerusform>%n are dismissed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be dismissed, only tried again.</source>
        <translation>
            <numerusform>%n can&apos;t be dismissed, only tried again.</numerusform>
            <numerusform>%n can&apos;t be dismissed, only tried again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dismiss %n piece(s) of work?</source>
        <translation>
            <numerusform>Dismiss %n piece of work?</numerusform>
            <numerusform>Dismiss %n pieces of work?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s)</source>
        <translation>
            <numerusform>%Ln contact</numerusform>
            <numerusform>%Ln contacts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln phone number(s)</source>
        <translation>
            <numerusform>%Ln phone number</numerusform>
            <numerusform>%Ln phone numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln SMS</source>
        <translation>
            <numerusform>%Ln SMS</numerusform>
            <numerusform>%Ln SMS</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not heard of for %Ln day(s)</source>
        <translation>
            <numerusform>Not heard of for %Ln day</numerusform>
            <numerusform>Not heard of for %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s).</source>
        <translation>
            <numerusform>Reaches %Ln contact.</numerusform>
            <numerusform>Reaches %Ln contacts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s) or more.</source>
        <translation>
            <numerusform>Reaches %Ln contact or more.</numerusform>
            <numerusform>Reaches %Ln contacts or more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send to %Ln contact(s)</source>
        <translation>
            <numerusform>Send to %Ln contact</numerusform>
            <numerusform>Send to %Ln contacts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s) can&apos;t be reached: they have no number, or no phone or modem serves them.</source>
        <translation>
            <numerusform>%Ln contact can&apos;t be reached: there is no number, or no phone or modem serves it.</numerusform>
            <numerusform>%Ln contacts can&apos;t be reached: they have no number, or no phone or modem serves them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation>
            <numerusform>%Ln min</numerusform>
            <numerusform>%Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <translation>
            <numerusform>%Ln h</numerusform>
            <numerusform>%Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent</source>
        <translation>
            <numerusform>%Ln not sent</numerusform>
            <numerusform>%Ln not sent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>%Ln skipped</numerusform>
            <numerusform>%Ln skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start for %Ln contact(s)</source>
        <translation>
            <numerusform>Start for %Ln contact</numerusform>
            <numerusform>Start for %Ln contacts</numerusform>
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
