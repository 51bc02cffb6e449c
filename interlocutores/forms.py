"""Formulários das designações. As regras vêm de `servicos`."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from interlocutores import servicos
from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.campos import CampoTelefone
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.comum.validadores import aviso_do_email
from seicidades.contas import servicos as contas
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData, FormularioDaImplantacao

PAPEIS = [(p.value, p.rotulo) for p in INTERLOCUTORES]
PESSOA = Fieldset("Pessoa", "nome", "nome_social", "matricula", "cargo", "unidade")
CONTATO = Fieldset("Contato", "email", "caixa_de_uma_pessoa", "telefone")


class FormularioComDisposicao(FormularioDaImplantacao):
    """Base: põe os campos na ordem de `disposicao`."""

    disposicao: tuple = ()

    @property
    def helper(self):
        helper = super().helper
        if self.disposicao:
            helper.layout = Layout(*self.disposicao)
        return helper


class PessoaForm(FormularioComDisposicao):
    """Quem exerce o papel e desde quando. Base de designar, corrigir e substituir."""

    nome = forms.CharField(
        label="Nome completo", max_length=150, help_text="Como está no ato de designação."
    )
    nome_social = forms.CharField(
        label="Nome social", max_length=150, required=False, help_text="Se usa."
    )
    matricula = forms.CharField(
        label="Matrícula",
        max_length=30,
        required=False,
        help_text="Deixe em branco se não é servidor da prefeitura.",
    )
    cargo = forms.CharField(label="Cargo", max_length=120)
    unidade = forms.CharField(label="Secretaria ou unidade", max_length=150)
    email = forms.EmailField(
        label="E-mail institucional",
        help_text="É o login da pessoa neste sistema; se ela ainda não tem conta, recebe convite.",
    )
    caixa_de_uma_pessoa = forms.BooleanField(
        label="Só esta pessoa lê este e-mail",
        required=False,
        help_text="Para endereços de setor, como gabinete@ ou ti@. Sem a marca, eles não recebem "
        "código nem link para entrar.",
    )
    telefone = CampoTelefone(label="Telefone", help_text="Com DDD; pode ter ramal.")
    inicio = CampoDeData(label="Início", help_text="O primeiro dia no papel.")
    fim = CampoDeData(
        label="Último dia",
        required=False,
        help_text="Só se o ato já diz quando acaba. O papel fica vago no dia seguinte.",
    )
    disposicao = (PESSOA, CONTATO, Fieldset("Período", "inicio", "fim"))

    def __init__(self, *args, papel: Papel, designacao: Designacao | None = None, **kwargs):
        self.papel, self.designacao = papel, designacao
        super().__init__(*args, **kwargs)

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def conferir(self, dados):
        if self.designacao:
            servicos.conferir_correcao(self.designacao, dados)
        else:
            servicos.conferir_designacao(self.implantacao, self.papel, dados)

    def pessoa(self) -> dict:
        """O que se grava da designação; o que se diz da caixa vai para as contas."""
        return {c: v for c, v in self.cleaned_data.items() if c != "caixa_de_uma_pessoa"}

    def conhecer_caixa(self, por) -> None:
        dados = self.cleaned_data
        contas.conhecer_caixa(
            dados["email"],
            orgao=self.implantacao.orgao,
            de_uma_pessoa=dados["caixa_de_uma_pessoa"],
            por=por,
        )

    def avisos(self):
        email = self.cleaned_data["email"]
        avisos = (
            aviso_do_email(email),
            contas.aviso_da_caixa(email),
            self.aviso_de_acumulo(),
            servicos.aviso_de_endereco_repetido(self.implantacao, email, self.cleaned_data["nome"]),
        )
        return [aviso for aviso in avisos if aviso]

    def aviso_de_acumulo(self) -> str:
        email = self.cleaned_data["email"]
        return servicos.aviso_de_acumulo(self.implantacao, email, self.papel)


class SubstituicaoForm(PessoaForm):
    """Quem entra no lugar de quem está."""

    motivo = forms.CharField(
        label="Por que a pessoa muda",
        max_length=200,
        help_text="Em poucas palavras: exoneração, férias, mudança de setor.",
    )
    disposicao = (PESSOA, CONTATO, Fieldset("Troca", "inicio", "fim", "motivo"))

    def __init__(self, *args, designacao: Designacao | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sai = designacao

    def conferir(self, dados):
        servicos.conferir_designacao(self.implantacao, self.papel, dados, sai=self.sai)


class EncerramentoForm(FormularioComDisposicao):
    fim = CampoDeData(label="Último dia", help_text="O papel fica vago no dia seguinte.")
    motivo = forms.CharField(label="Motivo", max_length=200)

    def __init__(self, *args, designacao: Designacao | None, **kwargs):
        self.designacao = designacao
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        if self.designacao is None:
            raise forms.ValidationError("O papel já está vago. Nada mudou.")
        servicos.conferir_fim(self.designacao, dados.get("fim"))


class SuplenteForm(PessoaForm):
    """A mesma pessoa pode ser suplente de mais de um papel."""

    papeis = forms.MultipleChoiceField(
        label="Substitui",
        choices=PAPEIS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque ao menos um papel."},
    )
    disposicao = ("papeis", PESSOA, CONTATO, Fieldset("Período", "inicio", "fim"))

    def __init__(self, *args, vagos: list[Papel], **kwargs):
        super().__init__(*args, papel=Papel.GESTOR_SEI, **kwargs)
        self.fields["papeis"].choices = [(p.value, p.rotulo) for p in vagos]

    def conferir(self, dados):
        for papel in dados.get("papeis", []):
            servicos.conferir_designacao(self.implantacao, papel, dados, suplente=True)

    def aviso_de_acumulo(self):
        """Ser suplente de quem se é titular noutro papel é comum: não se avisa."""
        return ""


class ContatoForm(FormularioComDisposicao):
    """O que a própria pessoa confere."""

    nome_social = forms.CharField(
        label="Nome social", max_length=150, required=False, help_text="Se usa."
    )
    cargo = forms.CharField(label="Cargo", max_length=120)
    unidade = forms.CharField(label="Secretaria ou unidade", max_length=150)
    telefone = CampoTelefone(label="Telefone", help_text="Com DDD; pode ter ramal.")
    tambem = forms.BooleanField(label="", required=False)

    def __init__(self, *args, designacao: Designacao | None, outras: list[Designacao], **kwargs):
        self.designacao = designacao
        super().__init__(*args, **kwargs)
        if outras:
            nomes = ", ".join(d.get_papel_display() for d in outras)
            self.fields["tambem"].label = f"Confirmar também para os outros papéis: {nomes}"
            self.fields["tambem"].initial = True
        else:
            del self.fields["tambem"]

    def conferir(self, dados):
        if self.designacao is None:
            raise forms.ValidationError(
                "Este papel está vago. Designe antes a pessoa; depois ela confirma o contato."
            )


class AtoForm(FormularioComDisposicao):
    tipo = forms.ChoiceField(label="Tipo do ato", choices=AtoDeDesignacao.Tipo)
    numero = forms.CharField(label="Número", max_length=30, help_text="Por exemplo 118/2026.")
    data = CampoDeData(label="Data do ato")
    veiculo = forms.CharField(
        label="Onde foi publicado",
        max_length=120,
        help_text="Diário Oficial do município, jornal contratado ou quadro de avisos.",
    )
    publicado_em = CampoDeData(label="Data da publicação")
    link = forms.URLField(
        label="Endereço na internet",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Se houver. Ou anexe a cópia abaixo.",
    )
    arquivo = ArquivoField(label="Cópia do ato", required=False)
    designacoes = forms.ModelMultipleChoiceField(
        label="Quem o ato designa",
        queryset=Designacao.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque ao menos uma pessoa que o ato designa."},
    )
    disposicao = (
        Fieldset("Ato", "tipo", "numero", "data"),
        Fieldset("Publicação", "veiculo", "publicado_em", "link", "arquivo"),
        "designacoes",
    )

    def __init__(self, *args, ato: AtoDeDesignacao | None, designacoes, **kwargs):
        self.ato = ato
        super().__init__(*args, **kwargs)
        self.fields["designacoes"].queryset = designacoes

    def conferir(self, dados):
        guardado = self.ato and self.ato.arquivo
        if not (dados.get("link") or dados.get("arquivo") or guardado or self.errors):
            self.add_error("link", "Informe o endereço da publicação ou anexe a cópia do ato.")
        servicos.conferir_ato(dados)


class ReconfirmacaoForm(FormularioComDisposicao):
    """Cada papel: a pessoa continua ou muda."""

    OPCOES = (("fica", "Continua"), ("muda", "Muda"))

    def __init__(self, *args, designacoes: list[Designacao], **kwargs):
        super().__init__(*args, **kwargs)
        self.designacoes = {f"d{d.pk}": d for d in designacoes}
        for nome, designacao in self.designacoes.items():
            suplencia = ", suplente" if designacao.suplente else ""
            papel = f"{designacao.get_papel_display()}{suplencia}"
            self.fields[nome] = forms.ChoiceField(
                label=f"{papel}: {designacao.nome_publico}",
                choices=self.OPCOES,
                widget=forms.RadioSelect,
                error_messages={"required": "Diga se esta pessoa continua ou muda."},
            )

    def as_que(self, resposta: str) -> list[Designacao]:
        return [d for nome, d in self.designacoes.items() if self.cleaned_data[nome] == resposta]
