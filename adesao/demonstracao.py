"""Fatos fictícios da adesão, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo: quem monta a
demonstração escreve os eventos. Sempre igual para o mesmo município.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model
from django.utils import timezone

from adesao.estados import Passo
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    EtapaDoPlano,
    Instrumento,
    MetaDoPlano,
    MovimentoDaAssinatura,
    MovimentoDoCadastro,
    NivelDeAssinatura,
    PapelDoParticipe,
    Parte,
    Participe,
    PublicacaoDoExtrato,
    Representante,
    Signatario,
    TipoDeInstrumento,
    TipoDeMovimentoDoCadastro,
)
from seicidades.comum.digitos import digitos_do_cnpj, digitos_do_processo
from seicidades.comum.ficticios import feminino, nomes_ficticios
from seicidades.comum.formatos import so_digitos
from seicidades.comum.lote import Lote
from seicidades.contas.models import Usuario

RUAS = (
    "Rua das Acácias",
    "Avenida dos Ipês",
    "Praça da Matriz",
    "Rua do Comércio",
    "Avenida da Estação",
    "Largo do Mercado",
    "Rua das Paineiras",
)
BAIRROS = ("Centro", "Centro", "Vila Nova", "Jardim das Flores", "Paço Municipal")
DEMAIS_PARTES = (
    (Parte.SGGD, "Regina Falcão", "Secretária de Gestão e Governo Digital"),
    (Parte.PRODESP, "Otávio Serra", "Diretor-presidente"),
)
PLANO = (
    ("Preparar a implantação", "Designar interlocutores e publicar o ato", "Município", 120),
    ("Capacitar", "Formar multiplicadores e treinar as pessoas", "Município e Prodesp", 240),
    ("Entrar em produção", "Habilitar o SEI e acompanhar o começo", "Prodesp", 365),
)
# Cidades contadas à mão: o acordo acaba logo; em uma, já há aditivo em vigor.
VENCENDO, COM_ADITIVO = frozenset({"3530706"}), frozenset({"3541406"})
DIAS_ATE_VENCER, DIAS_DA_LIBERACAO = 75, 7
PRIMEIRO_MANDATO, ANOS_DE_MANDATO = 2025, 4


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto. Um item pede os de que depende.
        por: pessoa em cujo nome se registra.
    """
    preencher_varias([(implantacao, datas, por)])


def preencher_varias(cidades: Iterable[tuple]) -> None:
    """O mesmo de `preencher` para cada (implantação, datas, por); uma instrução por modelo."""
    lote = Lote()
    tipos = {tipo.codigo: tipo for tipo in TipoDeInstrumento.objects.order_by("pk")}
    contas = Usuario.objects.filter(email__startswith="representante.")
    nomes = dict(contas.order_by("pk").values_list("email", "nome"))
    feitas = []
    for implantacao, datas, _ in cidades:
        codigo = implantacao.orgao.municipio.codigo_ibge
        sorte = random.Random(f"adesao-{codigo}")  # noqa: S311 (repetível, não é segredo)
        cidade = _Cidade(implantacao, datas, codigo, sorte, lote, tipos, nomes)
        cidade.criar()
        feitas.append(cidade)
    lote.gravar()
    aditivos = Lote()
    for cidade in feitas:
        cidade.criar_aditivo(aditivos)
    aditivos.gravar()


@dataclass
class _Cidade:
    """O que se sabe da cidade e o sorteio, sempre o mesmo para ela.

    Args:
        tipos: os tipos de instrumento, por código.
        nomes: das contas que existem, por e-mail.
    """

    implantacao: Model
    datas: Mapping[str, date]
    codigo: str
    sorte: random.Random
    lote: Lote
    tipos: Mapping[str, TipoDeInstrumento]
    nomes: Mapping[str, str]

    acordo: Instrumento | None = None
    quem_assina: tuple[str, str] = ("", "")

    def criar(self) -> None:
        self.criar_prefeitura()
        representante = self.criar_representante()
        if representante:
            self.quem_assina = (representante.nome, representante.cargo)
        self.criar_cadastro(representante)
        self.criar_termo(representante)
        self.acordo = self.criar_acordo(representante)
        self.criar_publicacao(self.acordo)

    def criar_prefeitura(self) -> None:
        if "prefeitura_informada" not in self.datas:
            return
        self.implantacao.orgao.cnpj = cnpj_de(self.codigo)
        self.lote.mudar(self.implantacao.orgao, "cnpj")
        self.lote.juntar(
            DadosDaPrefeitura(
                implantacao=self.implantacao,
                email=f"gabinete.{self.codigo}@exemplo.invalid",
                telefone=f"18{self.sorte.randrange(35000000, 36000000)}",
                logradouro=self.sorte.choice(RUAS),
                numero=str(self.sorte.randrange(1, 900)),
                bairro=self.sorte.choice(BAIRROS),
                cep=f"17{self.sorte.randrange(100000, 999999)}",
            )
        )

    def criar_representante(self) -> Representante | None:
        if "prefeito_informado" not in self.datas:
            return None
        email = f"representante.{self.codigo}@exemplo.invalid"
        (inventado,) = nomes_ficticios(self.sorte, 1)
        nome = self.nomes.get(email, inventado)
        inicio, fim = mandato_de(timezone.localdate())
        return self.lote.juntar(
            Representante(
                implantacao=self.implantacao,
                nome=nome,
                cargo="Prefeita" if feminino(nome) else "Prefeito",
                email=email,
                mandato_inicio=inicio,
                mandato_fim=fim,
            )
        )

    def criar_cadastro(self, representante: Representante | None) -> None:
        if "usuario_externo_pedido" in self.datas:
            cadastro = CadastroExterno(
                representante=representante,
                pedido_em=self.datas["usuario_externo_pedido"],
                liberado_em=self.datas.get("usuario_externo_liberado"),
            )
            self.lote.juntar(cadastro)
            for tipo in (TipoDeMovimentoDoCadastro.PEDIDO, TipoDeMovimentoDoCadastro.LIBERADO):
                if dia := self.datas.get(f"usuario_externo_{tipo}"):
                    movimento = MovimentoDoCadastro(cadastro=cadastro, tipo=tipo, ocorreu_em=dia)
                    self.lote.juntar(movimento)

    def criar_termo(self, representante: Representante | None) -> None:
        if "termo_disponibilizado" in self.datas:
            termo = self._criar_instrumento(
                "termo_de_adesao", 1, self.datas["termo_disponibilizado"]
            )
            termo.vigencia_meses = 60
            self._criar_assinatura(termo, 1, representante, "termo_assinado")
        elif "usuario_externo_liberado" in self.datas:
            self.criar_termo_que_expirou(representante)

    def criar_termo_que_expirou(self, representante: Representante) -> None:
        """A liberação passou sem que a pessoa assinasse: o item de disponibilizar reabriu."""
        dia = self.datas["usuario_externo_liberado"]
        vale_ate = dia + timedelta(days=DIAS_DA_LIBERACAO)
        if vale_ate < timezone.localdate():
            termo = self._criar_instrumento("termo_de_adesao", 1, dia)
            self._criar_assinatura(termo, 1, representante, "termo_assinado", vale_ate=vale_ate)

    def criar_acordo(self, representante: Representante | None) -> Instrumento | None:
        if "acordo_disponibilizado" not in self.datas:
            return None
        acordo = self._criar_instrumento("act", 2, self.datas["acordo_disponibilizado"])
        self._criar_assinatura(acordo, 1, representante, "acordo_assinado_pelo_municipio")
        for ordem, (parte, nome, cargo) in enumerate(DEMAIS_PARTES, start=2):
            assinado_em = self.datas.get(f"acordo_assinado_pela_{parte}")
            self._juntar_assinatura(acordo, ordem, nome, cargo, parte, assinado_em)
        self._criar_partes_e_plano(acordo, representante)
        return acordo

    def _criar_partes_e_plano(self, acordo: Instrumento, representante: Representante) -> None:
        prefeitura = f"Município de {self.implantacao.orgao.municipio.nome}"
        partes = (
            (prefeitura, PapelDoParticipe.PARTICIPE, representante.nome, representante.cargo),
            ("SGGD", PapelDoParticipe.PARTICIPE, *DEMAIS_PARTES[0][1:]),
            ("Prodesp", PapelDoParticipe.INTERVENIENTE, *DEMAIS_PARTES[1][1:]),
        )
        for ordem, (nome, papel, quem, cargo) in enumerate(partes, start=1):
            participe = Participe(instrumento=acordo, ordem=ordem, nome=nome, papel=papel)
            participe.representante, participe.cargo = quem, cargo
            self.lote.juntar(participe)
        inicio = acordo.disponibilizado_em
        for ordem, (meta, etapa, quem, dias) in enumerate(PLANO, start=1):
            nova = MetaDoPlano(instrumento=acordo, ordem=ordem, descricao=meta)
            self.lote.juntar(nova)
            fim = inicio + timedelta(days=dias)
            passo = EtapaDoPlano(meta=nova, ordem=1, descricao=etapa, inicio=inicio, fim=fim)
            passo.responsavel = quem
            self.lote.juntar(passo)

    def criar_publicacao(self, acordo: Instrumento | None) -> None:
        if "extrato_publicado" in self.datas:
            publicacao = PublicacaoDoExtrato(
                instrumento=acordo,
                veiculo="Diário Oficial do Estado de São Paulo",
                publicado_em=self.datas["extrato_publicado"],
                link=f"https://diario.exemplo.invalid/extratos/{self.codigo}",
            )
            self.lote.juntar(publicacao)
            self._dar_validade(acordo)

    def _dar_validade(self, acordo: Instrumento) -> None:
        """Cinco anos; em algumas cidades, por acabar, e em uma delas já prorrogada."""
        hoje = timezone.localdate()
        if self.codigo in VENCENDO or self.codigo in COM_ADITIVO:
            acordo.vigente_ate = hoje + timedelta(days=DIAS_ATE_VENCER)
        else:
            acordo.vigencia_meses = 60

    def criar_aditivo(self, lote: Lote) -> None:
        """Depois de gravado o acordo, que ele altera."""
        acordo = self.acordo
        if self.codigo not in COM_ADITIVO or acordo is None or acordo.vigente_ate is None:
            return
        dia = max(self.datas["extrato_publicado"], timezone.localdate() - timedelta(days=20))
        aditivo = lote.juntar(
            Instrumento(
                implantacao=self.implantacao,
                tipo=self.tipos["termo_aditivo"],
                numero="1",
                altera=acordo,
                objeto="Prorroga a validade do acordo.",
                processo_sei=acordo.processo_sei,
                documento_sei=f"3{self.codigo}",
                disponibilizado_em=dia,
                estende_ate=acordo.vigente_ate + timedelta(days=730),
            )
        )
        quem = [(Parte.MUNICIPIO, *self.quem_assina), *DEMAIS_PARTES]
        for ordem, (parte, nome, cargo) in enumerate(quem, start=1):
            assinatura = Signatario(instrumento=aditivo, ordem=ordem, nome=nome, cargo=cargo)
            assinatura.parte, assinatura.assinado_em = parte, dia
            lote.juntar(assinatura)
        publicacao = PublicacaoDoExtrato(instrumento=aditivo, publicado_em=dia)
        publicacao.veiculo = "Diário Oficial do Estado de São Paulo"
        publicacao.link = f"https://diario.exemplo.invalid/aditivos/{self.codigo}"
        lote.juntar(publicacao)

    def _criar_instrumento(self, codigo_do_tipo: str, ordem: int, dia: date) -> Instrumento:
        comeco = self.datas.get("termo_disponibilizado", dia)
        instrumento = Instrumento(
            implantacao=self.implantacao,
            tipo=self.tipos[codigo_do_tipo],
            numero=f"{int(self.codigo[2:6])}/{dia.year}",
            objeto="Uso do SEI pelo município, sem repasse de recursos.",
            processo_sei=processo_de(self.codigo, comeco.year),
            documento_sei=f"{ordem}{self.codigo}",
            disponibilizado_em=dia,
        )
        return self.lote.juntar(instrumento)

    def _criar_assinatura(
        self, instrumento, ordem, representante, item: str, vale_ate: date | None = None
    ) -> None:
        assinatura = self._juntar_assinatura(
            instrumento,
            ordem,
            representante.nome,
            representante.cargo,
            Parte.MUNICIPIO,
            self.datas.get(item),
        )
        assinatura.representante = representante
        liberada = MovimentoDaAssinatura(
            signatario=assinatura, tipo=Passo.LIBERADA, ocorreu_em=instrumento.disponibilizado_em
        )
        liberada.vale_ate = vale_ate
        self.lote.juntar(liberada)
        if assinatura.assinado_em:
            dia = assinatura.assinado_em
            feita = MovimentoDaAssinatura(
                signatario=assinatura, tipo=Passo.ASSINADA, ocorreu_em=dia
            )
            self.lote.juntar(feita)

    def _juntar_assinatura(self, instrumento, ordem, nome, cargo, parte, assinado_em) -> Signatario:
        assinatura = Signatario(
            instrumento=instrumento,
            ordem=ordem,
            nome=nome,
            cargo=cargo,
            parte=parte,
            assinado_em=assinado_em,
        )
        if assinado_em:
            assinatura.nivel = NivelDeAssinatura.AVANCADA
            assinatura.codigo_verificador = f"{ordem}{self.codigo[1:]}"
            assinatura.crc = f"{int(self.codigo) * 16 + ordem:08X}"
        return self.lote.juntar(assinatura)


def mandato_de(dia: date) -> tuple[date, date]:
    """O mandato municipal em que o dia cai."""
    ano = dia.year - (dia.year - PRIMEIRO_MANDATO) % ANOS_DE_MANDATO
    return date(ano, 1, 1), date(ano + ANOS_DE_MANDATO - 1, 12, 31)


def cnpj_de(codigo_ibge: str) -> str:
    """CNPJ inventado, com dígitos certos, para um município."""
    base = f"9{codigo_ibge}0001"
    return base + digitos_do_cnpj(base)


def processo_de(codigo_ibge: str, ano: int) -> str:
    """Número de processo inventado, na máscara do Estado e com dígitos certos."""
    base = f"018.0{codigo_ibge}/{ano}"
    return f"{base}-{digitos_do_processo(so_digitos(base))}"
