"""Os instrumentos de uma cidade como a página os mostra: estado, assinaturas e o que vem."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch

from adesao.assinaturas import (
    aviso_do_mandato,
    estado_do_usuario_externo,
    situacao_de,
    vez_de,
)
from adesao.estados import (
    AVISO_DIAS,
    EstadoDaAssinatura,
    EstadoDoCadastro,
    EstadoDoInstrumento,
    SituacaoDaAssinatura,
)
from adesao.marcas import (
    assinado_por_todos_em,
    com_marcas,
    estado_de,
    fim_de,
    partes_sem_quem_assine,
)
from adesao.models import (
    POR_QUEM,
    Instrumento,
    MovimentoDaAssinatura,
    Parte,
    Participe,
    Signatario,
)
from adesao.regras import hoje
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import Lado
from seicidades.municipios.instalacoes import endereco_de_conferencia, instalacao_do_estado
from seicidades.municipios.models import InstalacaoSEI

TIPO_DO_SELO = {
    EstadoDoInstrumento.VIGENTE: "ok",
    EstadoDoInstrumento.VENCENDO: "atencao",
    EstadoDoInstrumento.ENCERRADO: "neutro",
    EstadoDaAssinatura.ASSINADA: "ok",
    EstadoDaAssinatura.EXPIRADA: "perigo",
    EstadoDaAssinatura.CANCELADA: "perigo",
    EstadoDaAssinatura.AGUARDANDO: "atencao",
    EstadoDaAssinatura.SUBSTITUIDA: "neutro",
}


@dataclass
class LinhaDeAssinatura:
    """Uma pessoa, em que pé está a assinatura dela e de quem é a vez."""

    signatario: Signatario
    situacao: SituacaoDaAssinatura
    vez: Lado
    endereco: str
    cadastro: EstadoDoCadastro | None = None
    alerta: str = ""
    movimentos: list[MovimentoDaAssinatura] = field(default_factory=list)

    @property
    def selo(self) -> str:
        return TIPO_DO_SELO.get(self.situacao.estado, "info")

    @property
    def em_palavras(self) -> str:
        """O estado com o seu dia: "liberada em 3/3, vale até 10/3"."""
        rotulo, desde = self.situacao.estado.rotulo, self.situacao.desde
        if self.situacao.estado == EstadoDaAssinatura.ASSINADA:
            return f"assinou em {data_curta(desde)}"
        texto = f"{rotulo} em {data_curta(desde)}" if desde else rotulo
        vale_ate = self.situacao.vale_ate
        if vale_ate and self.situacao.estado != EstadoDaAssinatura.EXPIRADA:
            texto += f", vale até {data_curta(vale_ate)}"
        return texto

    @property
    def espera(self) -> str:
        """De quem se espera, para quem tem de saber que não é atraso seu."""
        if self.vez == Lado.NINGUEM:
            return ""
        if self.cadastro == EstadoDoCadastro.SEM_CADASTRO:
            return "com o município: falta pedir o cadastro de usuário externo"
        if self.signatario.parte == Parte.MUNICIPIO and self.vez == Lado.PRODESP:
            return "com a Prodesp; a cidade espera e não está atrasada"
        artigo = "o" if self.vez == Lado.MUNICIPIO else "a"
        return f"com {artigo} {self.vez.rotulo}"


@dataclass(frozen=True)
class Proximo:
    """O que vem a seguir e de quem é."""

    texto: str
    lado: Lado = Lado.NINGUEM


@dataclass
class Ficha:
    """Um instrumento e o que se diz dele hoje."""

    instrumento: Instrumento
    estado: EstadoDoInstrumento
    fim: date | None
    assinaturas: list[LinhaDeAssinatura]
    participes: list[Participe]
    proximo: Proximo
    aditivos: list["Ficha"] = field(default_factory=list)
    sucessor: Instrumento | None = None

    @property
    def selo(self) -> str:
        return TIPO_DO_SELO.get(self.estado, "info")

    @property
    def assinado_em(self) -> date | None:
        return assinado_por_todos_em(self.instrumento)

    @property
    def ativas(self) -> list[LinhaDeAssinatura]:
        return [a for a in self.assinaturas if not a.signatario.substituido_em]

    @property
    def firmado(self) -> bool:
        """Todos assinaram e ainda vale: cabe aditivo e cabe renovação."""
        return self.assinado_em is not None and self.estado != EstadoDoInstrumento.ENCERRADO

    @property
    def publicacao(self):
        return getattr(self.instrumento, "publicacao", None)

    @property
    def publicacao_do_municipio(self):
        return getattr(self.instrumento, "publicacao_do_municipio", None)


def fichas_da_cidade(implantacao) -> list[Ficha]:
    """Do mais novo ao mais antigo, cada um com os seus aditivos. Número fixo de consultas."""
    todos, sei = _completos(implantacao.adesao_instrumentos.all()), instalacao_do_estado()
    fichas = {i.pk: ficha_de(i, sei) for i in todos}
    originais = []
    for ficha in fichas.values():
        original = fichas.get(ficha.instrumento.altera_id)
        (original.aditivos if original else originais).append(ficha)
        if anterior := fichas.get(ficha.instrumento.sucede_id):
            _anotar_sucessor(anterior, ficha)
    return sorted(
        originais, key=lambda f: (f.instrumento.cancelado_em is not None, -f.instrumento.pk)
    )


def _anotar_sucessor(anterior: Ficha, ficha: Ficha) -> None:
    if ficha.instrumento.cancelado_em is None:
        anterior.sucessor = ficha.instrumento
        anterior.proximo = Proximo(f"Renovado por {ficha.instrumento}.")


def ficha_completa(instrumento: Instrumento) -> Ficha:
    """Um só, com a história de cada assinatura."""
    fichas = fichas_da_cidade(instrumento.implantacao)
    todas = [*fichas, *(a for f in fichas for a in f.aditivos)]
    return next(f for f in todas if f.instrumento.pk == instrumento.pk)


def _completos(instrumentos):
    signatarios = Signatario.objects.select_related(
        "representante__cadastro_externo",
        "pessoa__cadastro_externo",
        "comprovante",
        "conferido_por",
    ).prefetch_related(
        Prefetch(
            "movimentos",
            MovimentoDaAssinatura.objects.select_related("registrado_por", "comprovante").order_by(
                "pk"
            ),
        )
    )
    return (
        com_marcas(instrumentos)
        .prefetch_related(None)
        .select_related("tipo", "publicacao__arquivo", "publicacao_do_municipio__arquivo")
        .prefetch_related(
            Prefetch("signatarios", signatarios.order_by("ordem")),
            "participes",
            "metas__etapas",
            Prefetch("aditivos", com_marcas(Instrumento.objects.vigentes()).order_by("pk")),
            Prefetch("altera", com_marcas(Instrumento.objects.all())),
            "sucede__tipo",
        )
        .order_by("pk")
    )


def ficha_de(instrumento: Instrumento, sei: InstalacaoSEI | None) -> Ficha:
    estado, fim = estado_de(instrumento), fim_de(instrumento, hoje())
    assinaturas = linhas_de_assinatura(instrumento, sei)
    return Ficha(
        instrumento=instrumento,
        estado=estado,
        fim=fim,
        assinaturas=assinaturas,
        participes=list(instrumento.participes.all()),
        proximo=_proximo(instrumento, estado, fim, assinaturas),
    )


def linhas_de_assinatura(
    instrumento: Instrumento, sei: InstalacaoSEI | None
) -> list[LinhaDeAssinatura]:
    """Na ordem de quem assina; quem passou a vez a outra pessoa, por último."""
    linhas = []
    for signatario in instrumento.signatarios.all():
        situacao = situacao_de(signatario)
        vez = vez_de(signatario, situacao)
        codigos = signatario.codigo_verificador, signatario.crc
        endereco = endereco_de_conferencia(sei, *codigos) if all(codigos) else ""
        historia = sorted(signatario.movimentos.all(), key=lambda m: m.pk)
        linhas.append(
            LinhaDeAssinatura(
                signatario,
                situacao,
                vez,
                endereco,
                cadastro=_cadastro_que_conta(signatario),
                alerta=aviso_do_mandato(signatario, signatario.assinado_em),
                movimentos=historia,
            )
        )
    return linhas


def _cadastro_que_conta(signatario: Signatario) -> EstadoDoCadastro | None:
    """O de quem ainda vai assinar pelo município."""
    if signatario.parte != Parte.MUNICIPIO or signatario.assinado_em or signatario.substituido_em:
        return None
    return estado_do_usuario_externo(signatario.quem)


def _proximo(
    instrumento: Instrumento,
    estado: EstadoDoInstrumento,
    fim: date | None,
    assinaturas: list[LinhaDeAssinatura],
) -> Proximo:
    if estado in (EstadoDoInstrumento.LIBERADO, EstadoDoInstrumento.PARCIAL):
        return _assinatura_que_falta(instrumento, assinaturas)
    if estado == EstadoDoInstrumento.ASSINADO and instrumento.tipo.exige_publicacao:
        return Proximo("Publicar o extrato no diário do Estado.", Lado.SGGD)
    if estado == EstadoDoInstrumento.VIGENTE:
        quando = data_curta(fim - timedelta(days=AVISO_DIAS))
        return Proximo(f"Decidir sobre a renovação a partir de {quando}.")
    if estado == EstadoDoInstrumento.VENCENDO:
        return Proximo(f"Renovar ou prorrogar até {data_curta(fim)}.", Lado.MUNICIPIO)
    return _PROXIMOS.get(estado, _SEM_VALIDADE)


_SEM_VALIDADE = Proximo("Informar a validade do documento.", Lado.PRODESP)
_PROXIMOS = {
    EstadoDoInstrumento.MINUTA: Proximo("Enviar a minuta à análise jurídica.", Lado.PRODESP),
    EstadoDoInstrumento.EM_ANALISE: Proximo(
        "Concluir a análise e disponibilizar para assinatura.", Lado.PRODESP
    ),
    EstadoDoInstrumento.ENCERRADO: Proximo("Nada: já se encerrou."),
}


def _assinatura_que_falta(
    instrumento: Instrumento, assinaturas: list[LinhaDeAssinatura]
) -> Proximo:
    faltam = [a for a in assinaturas if a.vez != Lado.NINGUEM]
    if not faltam:
        partes = [POR_QUEM[parte] for parte in partes_sem_quem_assine(instrumento)]
        quem = f" {lista_e(partes)}" if partes else ""
        return Proximo(f"Informar quem assina{quem}.", Lado.PRODESP)
    quem_age = faltam[0].vez
    destes = [
        a.signatario.nome for a in faltam if (a.vez, a.cadastro) == (quem_age, faltam[0].cadastro)
    ]
    return Proximo(f"{_o_que_fazer(faltam[0])} {lista_e(destes)}.", quem_age)


def _o_que_fazer(linha: LinhaDeAssinatura) -> str:
    if linha.cadastro == EstadoDoCadastro.SEM_CADASTRO:
        return "Pedir o cadastro de usuário externo de"
    if linha.cadastro in (EstadoDoCadastro.PENDENTE, EstadoDoCadastro.DESATIVADO):
        return "Liberar o usuário externo de"
    sem_liberacao = linha.vez == Lado.PRODESP and linha.signatario.parte == Parte.MUNICIPIO
    return "Liberar a assinatura de" if sem_liberacao else "Assinar:"
