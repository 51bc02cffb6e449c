"""Formulários de entrada, da própria conta, das pessoas do órgão e do convite."""

from allauth.account import forms as entrada
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as segundo_fator
from allauth.mfa.totp.forms import ActivateTOTPForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.password_validation import validate_password

from seicidades.comum.campos import CampoTelefone
from seicidades.comum.formularios import SemCPFNoTextoLivre
from seicidades.comum.papeis import PAPEIS_MUNICIPAIS, Papel
from seicidades.comum.validadores import recusar_cpf
from seicidades.contas.models import AvisoDeSaida, Usuario, opcoes

AJUDA_DA_SENHA = "Oito caracteres ou mais. Uma frase curta é melhor que uma palavra com enfeites."
SENHAS_DIFERENTES = "As duas senhas são diferentes. Digite a mesma nas duas vezes."


class ComBotao:
    """Desenha o formulário com um botão só e sem os textos de exemplo do allauth."""

    botao = "Continuar"
    textos: dict[str, tuple[str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nome, (rotulo, ajuda) in self.textos.items():
            self.fields[nome].label, self.fields[nome].help_text = rotulo, ajuda
        for campo in self.fields.values():
            campo.widget.attrs.pop("placeholder", None)

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.add_input(Submit("", self.botao))
        return helper


class ComDuasSenhas:
    """Confere a repetição da senha nova."""

    def clean(self):
        dados = forms.Form.clean(self)
        primeira, segunda = dados.get("password1"), dados.get("password2")
        if primeira and segunda and primeira != segunda:
            self.add_error("password2", SENHAS_DIFERENTES)
        return dados


# --- Entrada (allauth)


class EntrarForm(ComBotao, entrada.LoginForm):
    botao = "Entrar"
    textos = {"login": ("E-mail", ""), "password": ("Senha", "")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PedirCodigoForm(ComBotao, entrada.RequestLoginCodeForm):
    botao = "Receber código"
    textos = {"email": ("E-mail", "O mesmo que recebeu o convite.")}


class ConfirmarCodigoForm(ComBotao, entrada.ConfirmLoginCodeForm):
    botao = "Entrar"
    textos = {"code": ("Código", "Está na mensagem que enviamos. Maiúsculas não importam.")}


class PedirNovaSenhaForm(ComBotao, entrada.ResetPasswordForm):
    botao = "Enviar link"
    textos = {"email": ("E-mail", "O mesmo que você usa para entrar.")}

    def save(self, request, **kwargs):
        """Sem conta, o mesmo pedido à fila: a demora não conta quem tem."""
        email = super().save(request, **kwargs)
        if not self.users:
            get_adapter().mandar_entrada("redefinir_senha", email)
        return email


class NovaSenhaForm(ComBotao, ComDuasSenhas, entrada.ResetPasswordKeyForm):
    botao = "Guardar senha"
    textos = {"password1": ("Senha nova", AJUDA_DA_SENHA), "password2": ("Repita a senha nova", "")}


class CriarSenhaForm(ComBotao, ComDuasSenhas, entrada.SetPasswordForm):
    botao = "Guardar senha"
    textos = NovaSenhaForm.textos


class TrocarSenhaForm(ComBotao, ComDuasSenhas, entrada.ChangePasswordForm):
    botao = "Trocar senha"
    textos = {"oldpassword": ("Senha atual", ""), **NovaSenhaForm.textos}


class ConfirmarSenhaForm(ComBotao, entrada.ReauthenticateForm):
    botao = "Confirmar"
    textos = {"password": ("Senha", "")}


# --- Segundo fator (allauth)


class SegundoFatorForm(ComBotao, segundo_fator.AuthenticateForm):
    botao = "Entrar"
    textos = {"code": ("Código", "Do aplicativo autenticador, ou um código de recuperação.")}


class ConfirmarSegundoFatorForm(ComBotao, segundo_fator.ReauthenticateForm):
    botao = "Confirmar"
    textos = SegundoFatorForm.textos


class AtivarSegundoFatorForm(ComBotao, ActivateTOTPForm):
    botao = "Ativar segundo fator"
    textos = {"code": ("Código", "Os seis algarismos que o aplicativo mostra agora.")}


# --- Conta, pessoas e convites


class PerfilForm(SemCPFNoTextoLivre, ComBotao, forms.ModelForm):
    botao = "Salvar"

    class Meta:
        model = Usuario
        fields = ("nome", "nome_social", "telefone")
        field_classes = {"telefone": CampoTelefone}
        help_texts = {
            "nome_social": "Se preenchido, é o que aparece para todos.",
            "telefone": "Com DDD. Aparece para quem trabalha na mesma implantação.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nome"].widget.attrs["autocomplete"] = "name"


class ConvidarForm(SemCPFNoTextoLivre, ComBotao, forms.Form):
    botao = "Enviar convite"

    papel = forms.ChoiceField(label="Papel", choices=[("", "Escolha"), *opcoes(PAPEIS_MUNICIPAIS)])
    suplente = forms.BooleanField(
        label="Como suplente",
        required=False,
        help_text="Quem responde na falta do titular. O apoio não tem suplente.",
    )
    nome = forms.CharField(label="Nome", max_length=150)
    email = forms.EmailField(
        label="E-mail",
        help_text="Só quem abre esta caixa consegue aceitar. Prefira o endereço institucional.",
    )

    caixa_de_uma_pessoa = forms.BooleanField(
        label="Só esta pessoa lê este e-mail",
        required=False,
        help_text="Para endereços de setor, como gabinete@ ou ti@. Sem a marca, eles não recebem "
        "código nem link para entrar.",
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        dados = super().clean()
        if dados.get("papel") == Papel.APOIO and dados.get("suplente"):
            self.add_error("suplente", "O apoio não tem suplente. Desmarque esta opção.")
        return dados


class PedirConviteForm(ComBotao, forms.Form):
    botao = "Pedir outro link"

    email = forms.EmailField(label="E-mail", help_text="O endereço que a Prodesp convidou.")

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class SaidaForm(ComBotao, forms.ModelForm):
    """O que se diz ao avisar que não é mais a pessoa do papel."""

    botao = "Avisar que não sou mais eu"

    class Meta:
        model = AvisoDeSaida
        fields = ("motivo", "texto", "sucessor_nome", "sucessor_email")
        labels = {
            "motivo": "O que aconteceu",
            "texto": "Se quiser, conte mais",
            "sucessor_nome": "Quem pode assumir",
            "sucessor_email": "E-mail institucional de quem pode assumir",
        }
        help_texts = {
            "texto": "Uma frase. Não escreva CPF.",
            "sucessor_nome": "Se souber. É só uma sugestão.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fora = AvisoDeSaida.Motivo.MANDATO
        motivos = [(v, r) for v, r in AvisoDeSaida.Motivo.choices if v != fora]
        self.fields["motivo"].choices = [("", "Escolha"), *motivos]

    def clean(self):
        dados = super().clean()
        for campo in ("texto", "sucessor_nome"):
            try:
                recusar_cpf(dados.get(campo) or "")
            except forms.ValidationError as erro:
                self.add_error(campo, erro)
        return dados

    def _post_clean(self):
        """Ainda não há aviso a conferir: quem o cria é `servicos`, um por papel."""


class VinculosField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, vinculo):
        suplencia = " (suplente)" if vinculo.suplente else ""
        return f"{vinculo.get_papel_display()}{suplencia}, {vinculo.orgao}"


class SaidaDoPapelForm(SaidaForm):
    vinculos = VinculosField(
        label="Que papel deixou de ser seu",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque ao menos um papel."},
    )
    field_order = ("vinculos",)

    def __init__(self, *args, vinculos, **kwargs):
        super().__init__(*args, **kwargs)
        campo = self.fields["vinculos"]
        campo.queryset = vinculos
        if len(vinculos) == 1:
            campo.initial = list(vinculos)


class AceitarConviteForm(ComBotao, forms.Form):
    """Cria a conta de quem ainda não a tem; o endereço é o do convite, e não se muda."""

    botao = "Aceitar convite"

    nome = forms.CharField(
        label="Nome",
        max_length=150,
        validators=[recusar_cpf],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telefone = CampoTelefone(label="Telefone", required=False, max_length=30, help_text="Com DDD.")
    password1 = forms.CharField(
        label="Crie uma senha",
        help_text=AJUDA_DA_SENHA,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Repita a senha",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    sem_senha = forms.BooleanField(
        label="Prefiro entrar sem senha",
        required=False,
        help_text="A cada entrada, enviamos um código e um link a este endereço.",
    )

    def __init__(self, *args, email: str, exige_senha: bool, **kwargs):
        self.email = email
        super().__init__(*args, **kwargs)
        if exige_senha:
            del self.fields["sem_senha"]

    def clean(self):
        dados = super().clean()
        if dados.get("sem_senha"):
            for campo in ("password1", "password2"):
                self.errors.pop(campo, None)
            return dados | {"password1": "", "password2": ""}
        senha = dados.get("password1")
        if senha and dados.get("password2") and senha != dados["password2"]:
            self.add_error("password2", SENHAS_DIFERENTES)
        self._conferir_senha(senha, dados.get("nome", ""))
        return dados

    def _conferir_senha(self, senha, nome):
        if not senha:
            return
        try:
            validate_password(senha, Usuario(email=self.email, nome=nome))
        except forms.ValidationError as erro:
            self.add_error("password1", erro)


class EncerrarVinculoForm(ComBotao, forms.Form):
    botao = "Encerrar papel"

    fim = forms.DateField(
        label="Último dia",
        help_text="O papel vale até o fim deste dia.",
        widget=forms.DateInput(attrs={"type": "date", "max": "9999-12-31"}, format="%Y-%m-%d"),
    )
