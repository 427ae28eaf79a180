; The installer for Windows: of the current user without an administrator, of all users with /ALLUSERS.
;
;   setup.exe                  asks where to install and whether to put an icon on the desktop
;   setup.exe /S               asks nothing; /D=C:\Folder (last, unquoted) says where
;   setup.exe /S /ALLUSERS     for all users; to be started as administrator
;   setup.exe /S /DESKTOP      with an icon on the desktop
;
;   uninstall.exe              asks whether to remove the settings too
;   uninstall.exe /S           keeps them; /S /SETTINGS removes them
;
; What ends badly says so in its exit code: 1 cancelled, 2 not possible (the reason is shown unless silent).
; build.py defines VERSION, VERSION4, PAYLOAD, ICON, TARGET, NAME, PUBLISHER, COPYRIGHT, SCHEME and maybe SIGN.

Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\BIM Explorer"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths"

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${TARGET}"
Icon "${ICON}"
UninstallIcon "${ICON}"

VIProductVersion "${VERSION4}"
VIFileVersion "${VERSION4}"
VIAddVersionKey /LANG=1033 ProductName "${NAME}"
VIAddVersionKey /LANG=1033 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1033 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1033 FileDescription "${NAME} Setup"
VIAddVersionKey /LANG=1033 CompanyName "${PUBLISHER}"
VIAddVersionKey /LANG=1033 LegalCopyright "${COPYRIGHT}"

!ifdef SIGN
  !finalize '${SIGN}'
  !uninstfinalize '${SIGN}'
!endif

Var ForAll      ; 1: for all users
Var OnDesktop   ; 1: with an icon on the desktop

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\bimexplorer.exe"
!define MUI_FINISHPAGE_SHOWREADME ""
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(DESKTOP_SHORTCUT)"
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION CreateDesktopShortcut

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE German

LangString DESKTOP_SHORTCUT ${LANG_ENGLISH} "Put an icon on the desktop"
LangString DESKTOP_SHORTCUT ${LANG_GERMAN} "Ein Symbol auf den Desktop legen"
LangString NEEDS_ADMIN ${LANG_ENGLISH} "Installing or removing ${NAME} for all users needs an administrator. Start this again as administrator, or install without /ALLUSERS."
LangString NEEDS_ADMIN ${LANG_GERMAN} "Um ${NAME} für alle zu installieren oder zu entfernen, braucht es einen Administrator. Starten Sie dies noch einmal als Administrator, oder installieren Sie ohne /ALLUSERS."
LangString IN_USE ${LANG_ENGLISH} "${NAME} is running. Close it (and bimx), then try again."
LangString IN_USE ${LANG_GERMAN} "${NAME} läuft. Beenden Sie es (und bimx), und versuchen Sie es noch einmal."
LangString NOT_OURS ${LANG_ENGLISH} "The folder $INSTDIR holds other files. Choose an empty folder, or one that ${NAME} was installed in."
LangString NOT_OURS ${LANG_GERMAN} "Im Ordner $INSTDIR liegen andere Dateien. Wählen Sie einen leeren Ordner oder den einer früheren Installation von ${NAME}."
LangString REMOVE_SETTINGS ${LANG_ENGLISH} "Remove your settings, sites and the list of transfers too? Files in the clouds and on this computer stay."
LangString REMOVE_SETTINGS ${LANG_GERMAN} "Auch Ihre Einstellungen, Zugänge und die Liste der Übertragungen entfernen? Dateien in den Clouds und auf diesem Computer bleiben."

; Which part of the registry and of the start menu: SHCTX follows SetShellVarContext.
!macro Scope UN
Function ${UN}Scope
  SetRegView 64
  ${If} $ForAll == 1
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_ADMIN)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

; A program that runs cannot be opened for writing. Ends here if one does and nobody is there to close it.
Function ${UN}NotInUse
  again:
  StrCpy $1 ""
  !insertmacro Probe bimexplorer.exe
  !insertmacro Probe bimx.exe
  !insertmacro Probe bimexplorer-demo.exe
  ${If} $1 != ""
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IN_USE)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; All of the program, and nothing that somebody else put into the folder.
Function ${UN}RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\bimexplorer.exe"
  Delete "$INSTDIR\bimx.exe"
  Delete "$INSTDIR\bimexplorer-demo.exe"
FunctionEnd
!macroend

!macro Probe FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $1 "${FILE}"
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

!insertmacro Scope ""
!insertmacro Scope "un."

Function .onInit
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/DESKTOP" $R1
  ${IfNot} ${Errors}
    StrCpy $OnDesktop 1
  ${EndIf}
  Call Scope
  ; /D= comes first, then where it is already, then the usual place.
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL_KEY}" InstallLocation
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $ForAll == 1
      StrCpy $INSTDIR "$PROGRAMFILES64\BIM Explorer"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\BIM Explorer"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function CreateDesktopShortcut
  CreateShortcut "$DESKTOP\BIM Explorer.lnk" "$INSTDIR\bimexplorer.exe"
FunctionEnd

; Anything but a folder that is empty, not there, or one of ours is left alone.
Function OnlyOurs
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
  ${AndIf} ${FileExists} "$INSTDIR\bimexplorer.exe"
    Return
  ${EndIf}
  ${DirState} "$INSTDIR" $0
  ${If} $0 == 1
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_OURS)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section
  Call OnlyOurs
  Call NotInUse
  ; An upgrade: what the new version no longer has must not stay.
  Call RemoveProgram
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ; For whom: the uninstaller cannot tell by its folder, which has more than one spelling.
  Delete "$INSTDIR\all-users.txt"
  ${If} $ForAll == 1
    FileOpen $0 "$INSTDIR\all-users.txt" w
    FileWrite $0 "${NAME} is installed here for all users.$\r$\n"
    FileClose $0
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\BIM Explorer.lnk" "$INSTDIR\bimexplorer.exe"
  ${If} $OnDesktop == 1
    Call CreateDesktopShortcut
  ${EndIf}

  ; bimx://site/path. Anybody may have written it: after "--" no text in it is an option of ours.
  WriteRegStr SHCTX "Software\Classes\${SCHEME}" "" "URL:${NAME}"
  WriteRegStr SHCTX "Software\Classes\${SCHEME}" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\${SCHEME}\DefaultIcon" "" "$INSTDIR\bimexplorer.exe,0"
  WriteRegStr SHCTX "Software\Classes\${SCHEME}\shell\open\command" "" '"$INSTDIR\bimexplorer.exe" -- "%1"'

  ; "bimexplorer" and "bimx" typed into Run, and known to `start`.
  WriteRegStr SHCTX "${APP_PATHS}\bimexplorer.exe" "" "$INSTDIR\bimexplorer.exe"
  WriteRegStr SHCTX "${APP_PATHS}\bimx.exe" "" "$INSTDIR\bimx.exe"

  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayName "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayIcon "$INSTDIR\bimexplorer.exe,0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" Publisher "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" InstallLocation "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" NoModify 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" NoRepair 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" EstimatedSize "$0"
SectionEnd

Function un.onInit
  SetRegView 64
  ${If} ${FileExists} "$INSTDIR\all-users.txt"
    StrCpy $ForAll 1
  ${EndIf}
  Call un.Scope
FunctionEnd

Section Uninstall
  Call un.NotInUse
  Call un.RemoveProgram
  Delete "$INSTDIR\all-users.txt"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"  ; a folder that somebody is in cannot be removed
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\BIM Explorer.lnk"
  Delete "$DESKTOP\BIM Explorer.lnk"

  DeleteRegKey SHCTX "Software\Classes\${SCHEME}"
  DeleteRegKey SHCTX "${APP_PATHS}\bimexplorer.exe"
  DeleteRegKey SHCTX "${APP_PATHS}\bimx.exe"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"

  ; Settings are the user's, whoever installed the program.
  SetShellVarContext current
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/SETTINGS" $R1
  ${IfNot} ${Errors}
    Goto settings
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(REMOVE_SETTINGS)" /SD IDNO IDNO keep
  settings:
  RMDir /r "$LOCALAPPDATA\BIM Explorer"
  keep:
SectionEnd
