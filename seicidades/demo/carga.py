"""Monta a demonstração: gente, história pelo motor e as linhas que a confirmam."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from adesao.demonstracao import preencher_varias as preencher_adesao
from cadastros.demonstracao import preencher_varias as preencher_cadastros
from cadastros.servicos.expurgo import apagar_entregues
from capacitacao.demonstracao import preencher_varias as preencher_capacitacao
from interlocutores.demonstracao import preencher_varias as preencher_interlocutores
from regulamentacao.demonstracao import PDF_FICTICIO
from regulamentacao.demonstracao import preencher_varias as preencher_regulamentacao
from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.demo.contatos import registrar_contatos
from seicidades.demo.documentos import pedir_documentos
from seicidades.demo.enredos import ENREDOS, Enredo
from seicidades.demo.gente import DO_ESTADO, criar_estado, gravar, municipais
from seicidades.demo.historias import Historia
from seicidades.demo.minutas import escrever_minutas
from seicidades.demo.models import Marca
from seicidades.demo.pessoas import movimentar_pessoas
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.municipios.demonstracao import preencher_instalacoes
from seicidades.municipios.models import Orgao

PREENCHER = {
    "adesao": preencher_adesao,
    "interlocutores": preencher_interlocutores,
    "regulamentacao": preencher_regulamentacao,
    "cadastros": preencher_cadastros,
    "capacitacao": preencher_capacitacao,
}
# A trilha mora na app da regulamentação, que preenche as duas de uma vez.
APP_DA_ETAPA = {"gestao_documental": "regulamentacao"}
GERENTES = tuple(nome for nome, (_, papel) in DO_ESTADO.items() if papel == Papel.GERENTE)
# Quem já está na prefeitura quando a implantação começa.
PRIMEIROS = (Papel.REPRESENTANTE, Papel.GESTOR_SEI)
COMECO_DO_ENSAIO = date(2025, 1, 6)
MAIS_LONGA = 290  # dias úteis: uns catorze meses
# O último dia tem de já ter tido expediente, para que nada aconteça no futuro.
FOLGA = timedelta(hours=11)


class BancoAlheio(Exception):
    """O banco tem dados e não é de demonstração."""


@dataclass
class _Cidade:
    """Um enredo e a história dele: primeiro o ensaio, depois a de verdade."""

    enredo: Enredo
    historia: Historia

    @property
    def elenco(self) -> dict[Papel, Usuario]:
        """Quem tem conta: os dois primeiros papéis, e os outros quando designados."""
        historia = self.historia
        if self.enredo.contador is Historia:
            return historia.pessoas
        return {
            papel: pessoa
            for papel, pessoa in historia.pessoas.items()
            if papel in PRIMEIROS or f"{papel}_designado" in historia.datas
        }

    def vinculos(self) -> Iterator[Vinculo]:
        """Os papéis valem desde o começo da história, ou desde a designação."""
        inicio = self.historia.passos[0].agora.date()
        fim = self.historia.dia if self.enredo.orfa else None
        yield self._vinculo(Papel.GERENTE, self.historia.gerente, inicio, fim)
        for papel, pessoa in self.elenco.items():
            designado = self.historia.datas.get(f"{papel}_designado", inicio)
            desde = inicio if papel in PRIMEIROS else designado
            yield self._vinculo(papel, pessoa, desde, None)

    def _vinculo(self, papel: Papel, usuario: Usuario, inicio: date, fim: date | None) -> Vinculo:
        return Vinculo(
            usuario=usuario,
            orgao=self.historia.orgao,
            papel=papel.value,
            inicio=inicio,
            fim=fim,
            ato="Designação fictícia da demonstração",
        )


def exigir_banco_de_demonstracao() -> bool:
    """Diz se já foi carregado; falso, se está vazio e pode ser.

    Raises:
        BancoAlheio: há pessoas ou implantações e não há a marca.
    """
    if Marca.objects.exists():
        return True
    if Usuario.objects.exists() or Implantacao.objects.exists():
        raise BancoAlheio(
            "Este banco tem pessoas ou implantações e não é de demonstração: nada foi mudado. "
            "Aponte a demonstração para um banco vazio ou para outra pasta de dados (--dados)."
        )
    return False


@transaction.atomic
def carregar(*, senha: str, vazia: bool, enredos: Sequence[Enredo] = ENREDOS) -> int:
    """Carrega tudo ou nada. Devolve quantas implantações há.

    Args:
        enredos: as cidades; sem dizer, só as contadas à mão.
    """
    if exigir_banco_de_demonstracao():
        return Implantacao.objects.count()
    Marca.objects.create(vazia=vazia)
    servicos.publicar_roteiro()
    documentos.publicar_modelos()
    estado = criar_estado(senha)
    preencher_instalacoes()
    if vazia:
        return 0
    cidades = _Elenco(estado, senha).contar(enredos)
    implantacoes = servicos.carregar_historico(
        ((c.historia.orgao, c.historia.passos) for c in cidades),
        calendarios={c.historia.orgao.municipio_id: c.historia.calendario for c in cidades},
    )
    _preencher_etapas(list(zip(implantacoes, cidades, strict=True)))
    apagar_entregues(timezone.localdate())  # como a tarefa da madrugada já teria feito
    registrar_contatos()
    movimentar_pessoas(senha)
    pedir_documentos()
    escrever_minutas()
    return len(implantacoes)


class _Elenco:
    """Monta as histórias: ensaia cada uma, chama só quem entra nela e conta de verdade."""

    def __init__(self, estado: dict[str, Usuario], senha: str):
        self.estado = estado
        self.senha = senha
        self.roteiro = servicos.roteiro_publicado().roteiro
        self.ultimo_dia = timezone.localdate(timezone.now() - FOLGA)

    def contar(self, enredos: Sequence[Enredo]) -> list[_Cidade]:
        codigos = [e.codigo_ibge for e in enredos]
        prefeituras = Orgao.objects.prefeituras().select_related("municipio")
        orgaos = {
            o.municipio.codigo_ibge: o
            for o in prefeituras.filter(municipio__codigo_ibge__in=codigos)
        }
        calendarios = calendarios_dos_municipios(o.municipio_id for o in orgaos.values())
        cidades = [
            self._ensaiar(e, orgaos[e.codigo_ibge], calendarios[orgaos[e.codigo_ibge].municipio_id])
            for e in enredos
        ]
        gravar([p for c in cidades for p in c.elenco.values()], self.senha)
        for cidade in cidades:
            self._encenar(cidade)
        self._vincular(cidades)
        return cidades

    def _ensaiar(self, enredo: Enredo, orgao: Orgao, calendario: Calendario) -> _Cidade:
        """Conta uma vez para medir. O que demora demais recomeça com menos pausa."""
        gerente = self.estado[enredo.gerente]
        pessoas = municipais(enredo.codigo_ibge)
        sorte = _sorte(enredo, "colega")
        colegas = [self.estado[n] for n in GERENTES if n != enredo.gerente]
        rascunho = enredo.contador(
            orgao=orgao,
            roteiro=self.roteiro,
            calendario=calendario,
            pessoas=pessoas,
            gerente=gerente,
            aprovador=sorte.choice(colegas),
            arquivo="",
            dia=COMECO_DO_ENSAIO,
            ritmo=enredo.ritmo,
            sorte=_sorte(enredo),
            relogio=_sorte(enredo, "relogio"),
        )
        ensaio = _contada(rascunho, enredo)
        while _duracao(ensaio) + enredo.ultimo_passo > MAIS_LONGA and ensaio.ritmo > 1:
            ensaio = _contada(replace(rascunho, ritmo=ensaio.ritmo - 1), enredo)
        return _Cidade(enredo, ensaio)

    def _encenar(self, cidade: _Cidade) -> None:
        """Conta de novo, com as pessoas já gravadas, para acabar no dia que o enredo pede."""
        ensaio, enredo = cidade.historia, cidade.enredo
        somar = ensaio.calendario.somar
        fim = somar(somar(self.ultimo_dia + timedelta(days=1), -1), -enredo.ultimo_passo)
        arquivo = str(_comprovante(ensaio).pk) if ensaio.anexou else ""
        cidade.historia = _contada(
            replace(
                ensaio,
                dia=somar(fim, -_duracao(ensaio)),
                arquivo=arquivo,
                ultimo_dia=self.ultimo_dia,
            ),
            enredo,
        )

    def _vincular(self, cidades: Iterable[_Cidade]) -> None:
        vinculos = [v for cidade in cidades for v in cidade.vinculos()]
        Vinculo.objects.bulk_create(vinculos, batch_size=1000)


def _sorte(enredo: Enredo, para: str = "") -> Random:
    return Random(f"{enredo.codigo_ibge}{para}")  # noqa: S311 (repetível de propósito)


def _contada(historia: Historia, enredo: Enredo) -> Historia:
    """Uma cópia que começa do zero, contada pelo mesmo sorteio."""
    nova = replace(historia, sorte=_sorte(enredo), relogio=_sorte(enredo, "relogio"))
    enredo.contar(nova)
    return nova


def _duracao(ensaio: Historia) -> int:
    """Dias úteis do começo ao fim: os mesmos em qualquer data, pelo mesmo sorteio."""
    return ensaio.calendario.contar(ensaio.passos[0].agora.date(), ensaio.dia)


def _comprovante(historia: Historia) -> Arquivo:
    upload = SimpleUploadedFile("comprovante.pdf", PDF_FICTICIO, "application/pdf")
    return documentos.guardar(historia.orgao, upload, historia.gerente)


def _preencher_etapas(contadas: Sequence[tuple[Implantacao, _Cidade]]) -> None:
    """As linhas de cada etapa que tornam verdade o que a história deu por satisfeito."""
    por_app: dict[str, list] = {app: [] for app in PREENCHER}
    for implantacao, cidade in contadas:
        etapa_do_item = implantacao.roteiro.etapa_do_item
        datas: dict[str, dict[str, date]] = defaultdict(dict)
        for item, dia in cidade.historia.datas.items():
            etapa = etapa_do_item[item].chave
            datas[APP_DA_ETAPA.get(etapa, etapa)][item] = dia
        for app, da_app in datas.items():
            por_app[app].append((implantacao, da_app, cidade.historia.gerente))
    for app, cidades in por_app.items():
        PREENCHER[app](cidades)
