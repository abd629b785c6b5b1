<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BatchPage</name>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClassLegend</name>
    <message numerus="yes">
        <source>%n other classes: {0}</source>
        <translation>
            <numerusform>One other class: {0}</numerusform>
            <numerusform>%n other classes: {0}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MakeProgram</name>
    <message numerus="yes">
        <source>%n labels</source>
        <translation>
            <numerusform>%n label</numerusform>
            <numerusform>%n labels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MissingPanel</name>
    <message numerus="yes">
        <source>%n operators are not known. The layers that need them are left out, and there are no predictions.</source>
        <translation>
            <numerusform>One operator is not known. The layers that need it are left out, and there are no predictions.</numerusform>
            <numerusform>%n operators are not known. The layers that need them are left out, and there are no predictions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message numerus="yes">
        <source>The first was opened, %n more left out</source>
        <translation>
            <numerusform>The first was opened, %n more left out</numerusform>
            <numerusform>The first was opened, %n more left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultModel</name>
    <message numerus="yes">
        <source>%n boxes</source>
        <translation>
            <numerusform>%n box</numerusform>
            <numerusform>%n boxes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message numerus="yes">
        <source>Saved the maps of %n layers</source>
        <translation>
            <numerusform>Saved the maps of %n layer</numerusform>
            <numerusform>Saved the maps of %n layers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StageTools</name>
    <message numerus="yes">
        <source>%n dead</source>
        <translation>
            <numerusform>%n dead</numerusform>
            <numerusform>%n dead</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message numerus="yes">
        <source>Model · %n classes</source>
        <translation>
            <numerusform>Model · %n class</numerusform>
            <numerusform>Model · %n classes</numerusform>
        </translation>
    </message>
</context>
</TS>
