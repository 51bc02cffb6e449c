"""Fatos fictícios da etapa, para a demonstração e para os testes.

Grava direto nas tabelas da app, sem passar pelo fluxo: quem monta a
demonstração escreve os eventos. Sempre igual para o mesmo município.
"""

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cadastros.models import (
    Carga,
    Configuracao,
    Diretorio,
    FormaDeEntrada,
    ResultadoDoTeste,
    SituacaoDaConfiguracao,
    TesteDeConectividade,
    TipoDeCarga,
    TipoDeConfiguracao,
    TipoDeDiretorio,
    TipoDeTeste,
    VerificacaoDoDiretorio,
)
from cadastros.servicos.cargas import digest_de
from cadastros.servicos.conectividade import se_aplica
from cadastros.servicos.linhas import linhas_da_carga
from cadastros.sigilo import cifrar
from cadastros.validacao import (
    UNIDADE_GLOBAL,
    Unidade,
    Usuario,
    conferir_unidades,
    conferir_usuarios,
    texto_das_unidades,
    texto_dos_usuarios,
)
from seicidades.comum.ficticios import FEMININOS, MASCULINOS, SOBRENOMES
from seicidades.comum.formatos import SAO_PAULO, sem_acentos
from seicidades.comum.lote import Lote
from seicidades.comum.papeis import Lado

# sigla, nome, superior
ESTRUTURA = (
    ("GAB", "Gabinete", ""),
    ("PGM", "Procuradoria Geral do Município", "GAB"),
    ("CGM", "Controladoria Geral do Município", "GAB"),
    ("SMA", "Secretaria Municipal de Administração", "GAB"),
    ("SMA-PROT", "Protocolo Geral", "SMA"),
    ("SMA-ARQ", "Arquivo Público Municipal", "SMA"),
    ("SMA-RH", "Departamento de Recursos Humanos", "SMA"),
    ("SMA-LIC", "Departamento de Licitações e Contratos", "SMA"),
    ("SMF", "Secretaria Municipal de Finanças", "GAB"),
    ("SMF-TRIB", "Departamento de Tributos", "SMF"),
    ("SMF-CONT", "Departamento de Contabilidade", "SMF"),
    ("SME", "Secretaria Municipal de Educação", "GAB"),
    ("SMS", "Secretaria Municipal de Saúde", "GAB"),
    ("SMS-VIG", "Vigilância Sanitária", "SMS"),
    ("SMAS", "Secretaria Municipal de Assistência Social", "GAB"),
    ("SMO", "Secretaria Municipal de Obras", "GAB"),
    ("SMMA", "Secretaria Municipal de Meio Ambiente", "GAB"),
    ("SMC", "Secretaria Municipal de Cultura e Turismo", "GAB"),
)
MENOR_ESTRUTURA = 9
RESPONSAVEIS = ("Ana Prado", "Carlos Nogueira", "Helena Siqueira", "Elias Leme")
DA_PRODESP = ("Marta Reis", "Rui Valverde")
LADOS = {
    "configuracoes_do_municipio": (Lado.MUNICIPIO, RESPONSAVEIS),
    "configuracoes_da_prodesp": (Lado.PRODESP, DA_PRODESP),
}
# Dos assuntos que um município pequeno costuma dizer que não tem.
PODEM_FALTAR = {"modelos_de_documento", "veiculos_de_publicacao"}


def preencher(implantacao, datas: Mapping[str, date], *, por) -> None:
    """Cria o que torna satisfeitos os itens de `datas`, e só eles.

    Args:
        datas: item por fato → dia em que ele ficou pronto.
        por: pessoa que aparece como autora dos registros.
    """
    preencher_varias([(implantacao, datas, por)])


def preencher_varias(cidades: Iterable[tuple]) -> None:
    """O mesmo de `preencher` para cada (implantação, datas, por); uma instrução por modelo."""
    lote = Lote()
    catalogo = _Catalogo(
        list(TipoDeConfiguracao.objects.em_uso()), list(TipoDeTeste.objects.em_uso())
    )
    for implantacao, datas, por in cidades:
        if datas:
            _Cidade(implantacao, datas, por, lote, catalogo).criar()
    lote.gravar()


@dataclass(frozen=True)
class _Catalogo:
    configuracoes: list[TipoDeConfiguracao]
    testes: list[TipoDeTeste]


class _Cidade:
    def __init__(self, implantacao, datas, por, lote: Lote, catalogo: _Catalogo):
        codigo = implantacao.orgao.municipio.codigo_ibge
        sorte = random.Random(f"cadastros-{codigo}")  # noqa: S311 (repetível, não é segredo)
        self.lote = lote
        self.catalogo = catalogo
        self.implantacao = implantacao
        self.datas = datas
        self.por = por
        self.sorte = sorte
        self.unidades = _estrutura(sorte)
        self.pessoas = _pessoas(sorte, self.unidades)
        self.sem_diretorio = sorte.random() < 0.4
        self.diretorio: Diretorio | None = None
        # O que está pela metade é de pouco antes do que já está pronto.
        self.comeco = min(datas.values())

    def criar(self) -> None:
        self.carregar()
        self.configurar()
        self.informar_diretorio()
        self.testar_rede()

    def carregar(self) -> None:
        if dia := self.datas.get("unidades_carregadas"):
            texto = texto_das_unidades(self.unidades)
            conferencia = conferir_unidades(texto.encode())
            self._gravar(TipoDeCarga.UNIDADES, texto, conferencia, dia)
        if dia := self.datas.get("usuarios_carregados"):
            siglas = [u.sigla for u in self.unidades]
            texto = texto_dos_usuarios(self._pessoas_carregaveis())
            conferencia = conferir_usuarios(texto.encode(), siglas)
            self._gravar(TipoDeCarga.USUARIOS, texto, conferencia, dia)

    def _pessoas_carregaveis(self) -> list[Usuario]:
        """Sem unidades gravadas, só cabe a unidade global."""
        if "unidades_carregadas" in self.datas:
            return self.pessoas
        return [p._replace(unidade=UNIDADE_GLOBAL) for p in self.pessoas]

    def _gravar(self, tipo, texto, conferencia, dia) -> None:
        conteudo = texto.encode()
        carga = Carga(
            implantacao=self.implantacao,
            tipo=tipo,
            versao=1,
            quantidade=len(conferencia.registros),
            avisos=len(conferencia.avisos),
            digest=digest_de(conferencia.registros),
            nome_do_arquivo=f"{tipo.value}.csv",
            sha256=hashlib.sha256(conteudo).hexdigest(),
            original_cifrado=cifrar(conteudo),
            gravada_por=self.por,
            gravada_em=_instante(dia),
        )
        self.lote.juntar(carga)
        for linha in linhas_da_carga(carga, conferencia.registros):
            self.lote.juntar(linha)

    def configurar(self) -> None:
        for item, (lado, pessoas) in LADOS.items():
            tipos = [t for t in self.catalogo.configuracoes if t.lado == lado]
            dia = self.datas.get(item)
            if dia is None:
                tipos, dia = self._pela_metade(tipos), self.comeco
            for tipo in tipos:
                self.lote.juntar(self._configuracao(tipo, dia, pessoas))

    def _pela_metade(self, tipos: Sequence) -> Sequence:
        """Alguns dos primeiros, nunca todos."""
        return tipos[: self.sorte.randint(0, max(0, len(tipos) - 2))]

    def _configuracao(self, tipo, dia, pessoas) -> Configuracao:
        comum = {
            "implantacao": self.implantacao,
            "tipo": tipo,
            "registrada_por": self.por,
            "registrada_em": _instante(dia),
        }
        if tipo.chave in PODEM_FALTAR and self.sorte.random() < 0.3:
            return Configuracao(
                situacao=SituacaoDaConfiguracao.NAO_SE_APLICA,
                motivo="O município ainda não usa; será feito depois da entrada em produção.",
                **comum,
            )
        return Configuracao(
            situacao=SituacaoDaConfiguracao.FEITA,
            feita_em=dia - timedelta(days=self.sorte.randint(0, 6)),
            responsavel=self.sorte.choice(pessoas),
            evidencia="Relação conferida em reunião e guardada no processo da implantação.",
            **comum,
        )

    def informar_diretorio(self) -> None:
        informado = self.datas.get("diretorio_informado")
        conectado = self.datas.get("diretorio_conectado")
        if informado is None and conectado is None:
            return
        if informado and conectado and self.sem_diretorio:
            self._dizer_que_nao_ha(informado)
            return
        self._informar_o_ad(informado or conectado, com_senha=informado is not None)
        if conectado:
            self._verificar(conectado)

    def _dizer_que_nao_ha(self, dia) -> None:
        diretorio = Diretorio(
            implantacao=self.implantacao,
            tipo=TipoDeDiretorio.NENHUM,
            forma_de_entrada=self.sorte.choice(FormaDeEntrada.values),
            alterado_por=self.por,
            alterado_em=_instante(dia),
        )
        self.diretorio = self.lote.juntar(diretorio)

    def _informar_o_ad(self, dia, *, com_senha) -> None:
        diretorio = Diretorio(
            implantacao=self.implantacao,
            tipo=TipoDeDiretorio.AD,
            nome="Diretório da prefeitura",
            endereco="ad.exemplo.invalid",
            porta=636,
            sufixo="@exemplo.invalid",
            usuario_de_pesquisa="cn=leitura-sei,dc=exemplo,dc=invalid",
            contexto_de_pesquisa="dc=exemplo,dc=invalid",
            atributo_de_filtro="sAMAccountName",
            atributo_de_retorno="distinguishedName",
            versao_do_protocolo=3,
            senha_entregue_em=dia if com_senha else None,
            alterado_por=self.por,
            alterado_em=_instante(dia),
        )
        self.diretorio = self.lote.juntar(diretorio)

    def _verificar(self, dia) -> None:
        verificacao = VerificacaoDoDiretorio(
            implantacao=self.implantacao,
            revisao=self.diretorio.revisao,
            **dict.fromkeys(VerificacaoDoDiretorio.PARTES, True),
            feita_em=dia,
            executor=self.sorte.choice(DA_PRODESP),
            evidencia="Login de teste encontrado; senha errada recusada.",
            registrada_por=self.por,
            registrada_em=_instante(dia),
        )
        self.lote.juntar(verificacao)

    def testar_rede(self) -> None:
        tipos = [t for t in self.catalogo.testes if se_aplica(t, self.diretorio)]
        dia = self.datas.get("conectividade_testada")
        falha = None
        if dia is None:
            tipos, dia = self._pela_metade(tipos), self.comeco
            falha = tipos[-1] if tipos and self.sorte.random() < 0.5 else None
        for tipo in tipos:
            self.lote.juntar(self._teste(tipo, dia, falhou=tipo is falha))

    def _teste(self, tipo, dia, *, falhou) -> TesteDeConectividade:
        return TesteDeConectividade(
            implantacao=self.implantacao,
            tipo=tipo,
            resultado=ResultadoDoTeste.FALHOU if falhou else ResultadoDoTeste.OK,
            executado_em=dia - timedelta(days=self.sorte.randint(0, 4)),
            executor=self.sorte.choice(RESPONSAVEIS),
            evidencia="Tentamos na sede e não deu certo." if falhou else "Feito na sede.",
            registrado_por=self.por,
            registrado_em=_instante(dia),
        )


def _estrutura(sorte: random.Random) -> list[Unidade]:
    quantas = sorte.randint(MENOR_ESTRUTURA, len(ESTRUTURA))
    return [
        Unidade(
            linha=linha,
            orgao="PREFEITURA",
            sigla=sigla,
            descricao=nome,
            superior=superior,
            email=f"{sigla.lower()}@exemplo.invalid",
        )
        for linha, (sigla, nome, superior) in enumerate(ESTRUTURA[:quantas], start=2)
    ]


def _pessoas(sorte: random.Random, unidades: Sequence[Unidade]) -> list[Usuario]:
    """De uma a três pessoas por unidade, sem CPF, cada uma com um login só seu."""
    lugares = [u.sigla for u in unidades for _ in range(sorte.randint(1, 3))]
    nomes = sorte.sample((*FEMININOS, *MASCULINOS), len(lugares))
    duplas = [(nome, sorte.choice(SOBRENOMES)) for nome in nomes]
    return [
        _pessoa(linha, nome, sobrenome, sigla)
        for linha, (sigla, (nome, sobrenome)) in enumerate(
            zip(lugares, duplas, strict=True), start=2
        )
    ]


def _pessoa(linha: int, nome: str, sobrenome: str, unidade: str) -> Usuario:
    login = sem_acentos(f"{nome}.{sobrenome}").lower()
    return Usuario(
        linha=linha,
        orgao="PREFEITURA",
        sigla=login,
        nome=f"{nome} {sobrenome}",
        email=f"{login}@exemplo.invalid",
        unidade=unidade,
        perfil="Básico",
    )


def _instante(dia: date) -> datetime:
    """Meio da manhã daquele dia."""
    return datetime.combine(dia, time(10, 20), SAO_PAULO)
