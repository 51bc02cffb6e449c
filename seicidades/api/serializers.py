"""A forma do que a API recebe no endereço e devolve no corpo."""

import re

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from seicidades.api.esquemas import MAIOR_INTEIRO
from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.consulta import HABILITADA, MAXIMO_SEM_CONTATO, ORDENS
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.frases import frase
from seicidades.fluxo.models import Andamento, EtapaDaImplantacao, Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.estado import ROTULOS_DA_IMPLANTACAO

POR_PAGINA, MAXIMO_POR_PAGINA = 50, 200
ULTIMA_PAGINA = 1_000_000
# O que um pedido guardou e não é texto de pessoa.
DADOS_SEM_TEXTO = (
    "data",
    "ate",
    "retomar_em",
    "valor",
    "campo",
    "seq",
    "bloqueio",
    "motivo_bloqueio",
    "dono",
    "alvo",
    "itens",
    "satisfeito",
    "digest",
    "movidos",
    "arquivos",
    "etapas",
    "datas",
    "fonte",
)
_EMAIL = re.compile(r"[^\s@<>«»(),;:]+@[^\s@<>«»(),;:]+")

# Entrada


class Inteiro(serializers.IntegerField):
    """Número inteiro de um endereço, com limites."""

    default_error_messages = {
        "invalid": "Deve ser um número inteiro.",
        "min_value": "Deve ser {min_value} ou mais.",
        "max_value": "Deve ser {max_value} ou menos.",
        "max_string_length": "O número é longo demais.",
    }


class SoOQueExiste(serializers.Serializer):
    """Um parâmetro que não existe é erro de digitação: melhor dizer que ignorar."""

    def validate(self, dados):
        demais = sorted(set(self.initial_data) - set(self.fields))
        if demais:
            raise serializers.ValidationError(
                {nome[:60]: ["Este parâmetro não existe aqui."] for nome in demais}
            )
        return dados


class PaginaSerializer(SoOQueExiste):
    pagina = Inteiro(
        min_value=1, max_value=ULTIMA_PAGINA, required=False, help_text="A página, de 1 em diante."
    )
    por_pagina = Inteiro(
        min_value=1,
        max_value=MAXIMO_POR_PAGINA,
        required=False,
        help_text=f"Quantas linhas por página; sem ele, {POR_PAGINA}.",
    )


class OrgaoSerializer(SoOQueExiste):
    orgao = Inteiro(
        min_value=1,
        max_value=MAIOR_INTEIRO,
        required=False,
        help_text="Identificador de outro órgão do município; sem ele, a prefeitura.",
    )


class AndamentosSerializer(PaginaSerializer, OrgaoSerializer):
    depois_de = Inteiro(
        min_value=0,
        max_value=MAIOR_INTEIRO,
        required=False,
        help_text="Só os andamentos de número maior: para acompanhar sem reler tudo.",
    )


class FiltrosSerializer(PaginaSerializer):
    """Os filtros da carteira. Sem `gerente`, todas as implantações que a pessoa vê."""

    situacao = serializers.ChoiceField(
        choices=[(s.value, r) for s, r in ROTULOS_DA_IMPLANTACAO.items()], required=False
    )
    vez = serializers.ChoiceField(
        choices=[(lado.value, lado.rotulo) for lado in Lado],
        required=False,
        help_text="De quem é a vez.",
    )
    regiao = serializers.CharField(max_length=100, required=False, help_text="Nome da mesorregião.")
    gerente = Inteiro(
        min_value=1,
        max_value=MAIOR_INTEIRO,
        required=False,
        help_text="Identificador de quem gerencia a carteira.",
    )
    atraso = serializers.ChoiceField(
        choices=[("sim", "com item vencido"), ("cidade", "com item da cidade vencido")],
        required=False,
    )
    sem_contato = Inteiro(
        min_value=1,
        max_value=MAXIMO_SEM_CONTATO,
        required=False,
        help_text="Só as que estão sem contato há mais de tantos dias úteis.",
    )
    cidade = serializers.CharField(
        max_length=100, required=False, help_text="Parte do nome, ou começo do código do IBGE."
    )
    ordem = serializers.ChoiceField(choices=[(o, o) for o in ORDENS], required=False)

    def get_fields(self):
        etapas = [(e.chave, e.titulo) for e in roteiro_do_codigo().principais]
        etapa = serializers.ChoiceField(
            choices=[*etapas, (HABILITADA, "concluídas")],
            required=False,
            help_text="A etapa em que está.",
        )
        return {"etapa": etapa} | super().get_fields()


# Saída


class LinhaSerializer(serializers.ModelSerializer):
    """Uma implantação na lista. Espera as anotações da carteira."""

    orgao = serializers.IntegerField(source="orgao_id", help_text="Serve em `?orgao=`.")
    orgao_nome = serializers.CharField(source="orgao.nome")
    codigo_ibge = serializers.CharField(source="orgao.municipio.codigo_ibge")
    municipio = serializers.CharField(source="orgao.municipio.nome")
    prazo = serializers.DateField(
        source="prazo_mais_cedo", allow_null=True, help_text="O mais cedo dos que correm."
    )
    ultimo_contato_em = serializers.DateField(
        allow_null=True, help_text="Dia do último contato da gerência."
    )
    dias_uteis_de_atraso = serializers.SerializerMethodField(
        help_text="Dias úteis do município desde `prazo`; zero, se não venceu."
    )

    class Meta:
        model = Implantacao
        fields = (
            "orgao",
            "orgao_nome",
            "codigo_ibge",
            "municipio",
            "situacao",
            "etapa_atual",
            "vez_de",
            "prazo",
            "dias_uteis_de_atraso",
            "ultimo_contato_em",
        )

    def get_dias_uteis_de_atraso(self, implantacao) -> int:
        prazo = implantacao.prazo_mais_cedo
        calendario = self.context["calendarios"][implantacao.orgao.municipio_id]
        return max(0, calendario.contar(prazo, self.context["hoje"])) if prazo else 0


class RecusaSerializer(serializers.Serializer):
    codigo = serializers.CharField(help_text="Nome estável da razão.")
    mensagem = serializers.CharField(help_text="O que impede.")
    saida = serializers.CharField(help_text="O que fazer, e onde.", allow_blank=True)
    item = serializers.CharField(help_text="Item ou etapa de que se trata.", allow_blank=True)


class RecusasSerializer(serializers.Serializer):
    recusas = RecusaSerializer(many=True)


class ErroSerializer(serializers.Serializer):
    codigo = serializers.CharField()
    mensagem = serializers.CharField()
    saida = serializers.CharField()
    campos = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class EtapaSerializer(serializers.ModelSerializer):
    titulo = serializers.SerializerMethodField()

    class Meta:
        model = EtapaDaImplantacao
        fields = (
            "chave",
            "titulo",
            "ordem",
            "trilha",
            "situacao",
            "aberta_em",
            "enviada_em",
            "responder_ate",
            "aprovada_em",
            "prazo",
            "itens_total",
            "itens_resolvidos",
            "seq",
        )

    def get_titulo(self, etapa) -> str:
        dela = self.context["roteiro"].por_chave.get(etapa.chave)
        return dela.titulo if dela else etapa.chave


class ItemSerializer(serializers.ModelSerializer):
    titulo = serializers.SerializerMethodField()
    por_fato = serializers.SerializerMethodField(
        help_text="Fica pronto pelos dados da etapa, não por declaração."
    )
    feito_em = serializers.DateField(source="em", allow_null=True)

    class Meta:
        model = ItemDaImplantacao
        fields = (
            "chave",
            "etapa",
            "titulo",
            "papel",
            "lado",
            "por_fato",
            "situacao",
            "pode_ser_feito",
            "prazo",
            "feito_em",
            "seq",
        )

    def get_titulo(self, item) -> str:
        dele = self.context["roteiro"].itens.get(item.chave)
        return dele.titulo if dele else item.chave

    def get_por_fato(self, item) -> bool:
        dele = self.context["roteiro"].itens.get(item.chave)
        return bool(dele and dele.por_fato)


@extend_schema_field({"type": "object", "additionalProperties": True})
class JsonField(serializers.JSONField):
    """Um objeto JSON livre."""


class DisponivelSerializer(serializers.Serializer):
    comando = serializers.ChoiceField(choices=[(c.value, c.value) for c in TipoDeComando])
    item = serializers.CharField(allow_blank=True)
    etapa = serializers.CharField(allow_blank=True)
    recusas = RecusaSerializer(many=True, help_text="Por que ainda não; vazia, se pode.")
    esquema = JsonField(help_text="JSON Schema de `dados`.")


class DetalheSerializer(LinhaSerializer):
    """Uma implantação inteira, para quem pergunta."""

    etapas = EtapaSerializer(many=True)
    itens = ItemSerializer(many=True)
    disponiveis = serializers.SerializerMethodField()

    class Meta(LinhaSerializer.Meta):
        fields = (
            *LinhaSerializer.Meta.fields,
            "inicio",
            "vez_desde",
            "producao_em",
            "habilitada_em",
            "retomar_em",
            "seq",
            "etapas",
            "itens",
            "disponiveis",
        )

    @extend_schema_field(DisponivelSerializer(many=True))
    def get_disponiveis(self, implantacao):
        return self.context["disponiveis"]  # centenas, e já na forma prometida


class EventoSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    tipo = serializers.CharField()
    etapa = serializers.CharField(allow_blank=True)
    item = serializers.CharField(allow_blank=True)
    ocorreu_em = serializers.DateField()
    registrado_em = serializers.DateTimeField()


class ResultadoSerializer(serializers.Serializer):
    seq = serializers.IntegerField(help_text="O último andamento, depois do comando.")
    eventos = EventoSerializer(many=True)


class _PeloPapel:
    """Um andamento contado pelo papel de quem agiu, sem o nome."""

    def __init__(self, andamento: Andamento):
        self._andamento = andamento
        self.ator = self if andamento.ator_id else None

    def __getattr__(self, nome):
        return getattr(self._andamento, nome)

    @property
    def nome_publico(self) -> str:
        papel = self._andamento.papel
        return Papel(papel).rotulo if papel else "Alguém"


class AndamentoSerializer(serializers.ModelSerializer):
    """Legível, e sem dado pessoal: papéis no lugar de nomes."""

    texto = serializers.SerializerMethodField(help_text="O que aconteceu, em uma frase.")
    detalhe = serializers.SerializerMethodField(help_text="O motivo ou o texto de quem agiu.")
    dados = serializers.SerializerMethodField(help_text="Códigos, datas e digests do pedido.")

    class Meta:
        model = Andamento
        fields = (
            "seq",
            "tipo",
            "etapa",
            "item",
            "texto",
            "detalhe",
            "papel",
            "em_nome_de",
            "origem",
            "ocorreu_em",
            "registrado_em",
            "dados",
        )

    def _linha(self, andamento):
        return frase(_PeloPapel(andamento), self.context["roteiro"])

    def get_texto(self, andamento) -> str:
        return self._linha(andamento).texto

    def get_detalhe(self, andamento) -> str:
        return _EMAIL.sub("[e-mail]", self._linha(andamento).detalhe)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_dados(self, andamento):
        pedido = andamento.dados.get("pedido", {})
        dados = {nome: pedido[nome] for nome in DADOS_SEM_TEXTO if nome in pedido}
        if motivos := pedido.get("motivos"):
            dados["motivos"] = [{k: m.get(k) for k in ("item", "codigo")} for m in motivos]
        return dados
